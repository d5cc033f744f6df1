package org.apache.spark.streaming.flume.sink.spi;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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

  /**
   * The time of day, for what is written down or shown. It may jump; measure with {@link
   * #nanoClock()}. What a transformer makes of an event must not depend on it, for the event may
   * come again.
   *
   * @return a clock whose zone is UTC
   */
  Clock wallClock();

  /**
   * Has something done again and again, such as reading a file anew every minute. The thread is the
   * sink's, one for all tasks of this extension, under the context class loader of its factory; it
   * carries no events, so a task may take its time.
   *
   * <p>What a task throws is logged, and it is run again all the same. Before {@link
   * Extension#close} is called, the sink begins no task any more and interrupts one that is at
   * work; if that does not return for two seconds, {@code close} is called beside it.
   *
   * @param task what is to be done
   * @param initialDelay until it is done for the first time; zero or more
   * @param delay from its end to its next beginning; above zero
   * @throws IllegalArgumentException for other delays
   * @throws IllegalStateException if the extension is closed
   */
  void scheduleWithFixedDelay(Runnable task, Duration initialDelay, Duration delay);
}
