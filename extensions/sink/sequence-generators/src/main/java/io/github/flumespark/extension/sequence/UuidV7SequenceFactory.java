package io.github.flumespark.extension.sequence;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

/**
 * {@code uuid-v7}: UUIDs of version 7 (RFC 9562), 36 characters whose alphabetical order is the
 * order in which the sink made them.
 *
 * <p>It has no keys and keeps nothing on disk. A number holds the wall clock's milliseconds, a
 * counter of 12 bits within them, and 62 random bits, new for each number, which keep restarts and
 * processes apart, and keep whoever knows one number from settling the batch of another. While the
 * agent's process runs, numbers never go back, in none of its sinks: where the clock stands or
 * steps back, the counter goes on, and into the milliseconds when it is full. From one process to
 * the next the order is the clock's.
 *
 * <p>{@code next()} throws {@link IllegalStateException} after the year 10889. Its generators are
 * thread-safe and take no lock of their own.
 */
@ServiceProvider(SequenceGeneratorFactory.class)
public final class UuidV7SequenceFactory implements SequenceGeneratorFactory {

  /** Shared by all sinks of the process: one that starts again goes on where it was. */
  private static final AtomicLong LATEST = new AtomicLong();

  /** For the service loader. */
  public UuidV7SequenceFactory() {}

  @Override
  public String name() {
    return "uuid-v7";
  }

  @Override
  public SequenceGenerator create(ExtensionConfig config, ExtensionContext context) {
    return new UuidV7Sequence(System::currentTimeMillis, LATEST);
  }
}
