package io.github.flumespark.osgi.agent;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to know of an agent's starts and stops. Thread-safe. */
final class Listeners {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Adds one; closing the result takes it away. */
  AutoCloseable add(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Calls each. What one throws keeps nobody from the next step. */
  void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("A listener of an agent failed", e);
      }
    }
  }
}
