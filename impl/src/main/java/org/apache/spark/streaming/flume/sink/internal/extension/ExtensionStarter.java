package org.apache.spark.streaming.flume.sink.internal.extension;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.flume.FlumeException;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;

/**
 * Gets a sink's extensions ready without being held up by one that does not get ready.
 *
 * <p>A start waits for them for a while and then fails, so that nobody who waits for that start (a
 * reload of Flume's configuration does, with a lock, and so does the end of an agent) waits for
 * ever. They go on getting ready meanwhile, and the next start, which Flume's supervisor tries
 * after a few seconds, takes up where the last one left. A stop, or an interrupt of the thread that
 * starts, ends a start at once; extensions that get ready after that are closed.
 *
 * <p>{@link #load} is called by one thread at a time, under the lock of start and stop; {@link
 * #beginStop} and {@link #endStop} by any, without it.
 */
public final class ExtensionStarter {

  /** Longer than most extensions take, and short enough for somebody who waits for the start. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Duration patience;
  private final AtomicInteger stops = new AtomicInteger();

  /** Null while nothing is being loaded. */
  private volatile Loading loading;

  /** For a sink that has not been started. */
  public ExtensionStarter() {
    this(PATIENCE);
  }

  ExtensionStarter(Duration patience) {
    this.patience = patience;
  }

  /**
   * The extensions that the settings name, and the built-ins for the rest.
   *
   * @param settings which extensions, and their keys
   * @param nanoClock the sink's clock
   * @return the extensions; the caller closes them
   * @throws org.apache.flume.conf.ConfigurationException if anything that was selected can't be
   *     used; it names sink and key
   * @throws FlumeException if they are not ready yet, or a stop came; it names the extension that
   *     has not come back
   */
  public LoadedExtensions load(SinkSettings settings, LongSupplier nanoClock) {
    Loading current = loading;
    if (current == null || !current.isOf(settings)) {
      if (current != null) {
        current.abandon();
      }
      current = Loading.begin(settings, nanoClock, ExtensionLoader::load);
      loading = current;
    }
    if (stops.get() > 0) {
      current.abandon();
    }
    boolean pending = false;
    try {
      LoadedExtensions loaded = current.await(patience);
      if (loaded != null) {
        return loaded;
      }
      pending = true;
      throw new FlumeException(
          "%s, and a start waits no longer than %d s; the next one takes it up"
              .formatted(current.state(), patience.toSeconds()));
    } finally {
      if (!pending) {
        loading = null;
      }
    }
  }

  /** A stop has come: whatever is being loaded is given up. Never waits. */
  public void beginStop() {
    stops.incrementAndGet();
    Loading current = loading;
    if (current != null) {
      current.abandon();
    }
  }

  /** That stop is over. */
  public void endStop() {
    stops.decrementAndGet();
  }
}
