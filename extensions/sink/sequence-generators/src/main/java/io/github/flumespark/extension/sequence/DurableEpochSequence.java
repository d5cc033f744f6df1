package io.github.flumespark.extension.sequence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/**
 * An epoch that nobody else has, a counter, and a secret; see {@link DurableEpochSequenceFactory}.
 */
final class DurableEpochSequence implements SequenceGenerator {

  private static final int SECRET_BYTES = 8;
  private static final HexFormat HEX = HexFormat.of();

  private final String prefix;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong counter = new AtomicLong();

  private DurableEpochSequence(Epoch epoch) {
    this.prefix = epoch.id() + "-" + epoch.number() + "-";
  }

  /** Takes the directory's next epoch. */
  static DurableEpochSequence open(Path directory) {
    try {
      return new DurableEpochSequence(
          DirectoryLock.alone(directory, new EpochFile(directory)::advance));
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read or write the epoch in " + directory + ": " + e, e);
    }
  }

  @Override
  public String next() {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return prefix + counter.incrementAndGet() + "-" + HEX.formatHex(secret);
  }
}
