package org.apache.spark.streaming.flume.sink.spi;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.osgi.annotation.versioning.ProviderType;

/** Where an extension runs. Immutable and thread-safe; valid for the extension's whole life. */
@ProviderType
public interface ExtensionContext {

  /**
   * The sink that makes the extension.
   *
   * @return the sink's name in the agent's configuration
   */
  String sinkName();

  /**
   * The extension's place in the sink's configuration.
   *
   * @return a transformer's alias; {@code admission}, {@code sequence} or {@code dead-letter} for
   *     the other kinds
   */
  String alias();

  /**
   * A directory for what the extension must find again after a restart: its own, by sink and alias,
   * below the sink's {@code dataDirectory}. It is made at the first call; an extension that never
   * asks leaves nothing on disk.
   *
   * @return an existing directory
   * @throws java.io.UncheckedIOException if it can't be made
   */
  Path dataDirectory();

  /**
   * The clock by which the sink measures: nanoseconds from an arbitrary point, monotonic, as {@link
   * System#nanoTime()}. Use it instead of the system's, so that tests can turn it.
   *
   * @return the clock
   */
  LongSupplier nanoClock();
}
