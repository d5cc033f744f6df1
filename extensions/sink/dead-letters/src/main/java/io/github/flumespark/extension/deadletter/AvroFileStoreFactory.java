package io.github.flumespark.extension.deadletter;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;

/**
 * Makes {@code avro-files}: Avro container files in the extension's data directory.
 *
 * <ul>
 *   <li>{@code rollBytes}: a file of this size is completed; a size such as {@code 64 MiB}.
 *   <li>{@code rollAfter}: a file of this age is completed; a time such as {@code 10 min}.
 *   <li>{@code maxBytes}: how much all files together may have; a size. What has been replayed, and
 *       so has another name or is gone, does not count.
 * </ul>
 *
 * <p>A file ends in {@code .avro} once it is complete, and in {@code .avro.open} before. {@code
 * create} throws {@link java.io.UncheckedIOException} where the directory can't be used. The stores
 * are thread-safe; a call returns when the file is forced to disk.
 */
@ServiceProvider(DeadLetterStoreFactory.class)
public final class AvroFileStoreFactory implements DeadLetterStoreFactory {

  private static final long LEAST_BYTES = 1 << 10;

  /** For {@link java.util.ServiceLoader}. */
  public AvroFileStoreFactory() {}

  @Override
  public String name() {
    return "avro-files";
  }

  @Override
  public DeadLetterStore create(ExtensionConfig config, ExtensionContext context) {
    FileLimits limits =
        new FileLimits(
            config.getBytes("rollBytes", 64L << 20, LEAST_BYTES, Long.MAX_VALUE),
            config.getDuration(
                "rollAfter", Duration.ofMinutes(10), Duration.ofMillis(100), Duration.ofDays(365)),
            config.getBytes("maxBytes", 1L << 30, LEAST_BYTES, Long.MAX_VALUE));
    return new AvroFileStore(context.dataDirectory(), limits, context.nanoClock());
  }
}
