package io.github.flumespark.osgi.extension;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches which extensions the bundles of the framework offer, by the services that the service
 * loader mediator registers for them, and tells of changes once they have come to rest: an update
 * takes a bundle's services away and brings others. Thread-safe.
 */
@Component(service = ProviderWatch.class)
public final class ProviderWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ProviderWatch.class);

  private static final long REST_MILLIS = 500;

  private final BundleContext context;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor executor;
  private final ServiceTracker<Object, Object> tracker;
  private ScheduledFuture<?> pending;

  /** Begins to watch. */
  @Activate
  public ProviderWatch(BundleContext context) throws InvalidSyntaxException {
    this.context = context;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "flume-extensions");
              thread.setDaemon(true);
              thread.setContextClassLoader(null);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    tracker =
        new ServiceTracker<>(context, context.createFilter(filter()), null) {
          @Override
          public Object addingService(ServiceReference<Object> reference) {
            changed();
            // Not the service: it would be made, and kept.
            return reference;
          }

          @Override
          public void removedService(ServiceReference<Object> reference, Object service) {
            changed();
          }
        };
    tracker.open(true);
  }

  private static String filter() {
    String kinds =
        Stream.of(ExtensionKind.values())
            .map(kind -> "(objectClass=%s)".formatted(kind.factory()))
            .collect(Collectors.joining());
    return "(&%s(|%s))".formatted(Providers.MEDIATED, kinds);
  }

  /** What there is at this moment. */
  public Providers now() {
    return Providers.now(context);
  }

  /**
   * Tells of changes.
   *
   * @param listener is called on a thread of this watch, and must not wait
   * @return ends it, when closed
   */
  public AutoCloseable onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private synchronized void changed() {
    if (pending != null) {
      pending.cancel(false);
    }
    if (!executor.isShutdown()) {
      pending = executor.schedule(this::tell, REST_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("Somebody could not be told that extensions have come or gone", e);
      }
    }
  }

  /** Ends it. */
  @Deactivate
  void deactivate() {
    executor.shutdown();
    tracker.close();
  }
}
