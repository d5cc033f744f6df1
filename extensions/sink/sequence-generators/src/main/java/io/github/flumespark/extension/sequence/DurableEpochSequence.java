package io.github.flumespark.extension.sequence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/** An epoch that nobody else has, and a counter; see {@link DurableEpochSequenceFactory}. */
final class DurableEpochSequence implements SequenceGenerator {

  private final DirectoryLock lock;
  private final String prefix;
  private final AtomicLong counter = new AtomicLong();

  private DurableEpochSequence(DirectoryLock lock, Epoch epoch) {
    this.lock = lock;
    this.prefix = epoch.id() + "-" + epoch.number() + "-";
  }

  /** Locks the directory, then takes its next epoch. */
  static DurableEpochSequence open(Path directory) {
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      return new DurableEpochSequence(lock, new EpochFile(directory).advance());
    } catch (IOException e) {
      lock.release();
      throw new UncheckedIOException("Can't read or write the epoch in " + directory + ": " + e, e);
    } catch (RuntimeException | Error e) {
      lock.release();
      throw e;
    }
  }

  @Override
  public String next() {
    return prefix + counter.incrementAndGet();
  }

  @Override
  public void close() {
    lock.release();
  }
}
