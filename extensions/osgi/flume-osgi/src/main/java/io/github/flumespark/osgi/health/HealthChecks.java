package io.github.flumespark.osgi.health;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers health checks for as long as the framework has an executor of them. */
@Component(
    service = {},
    immediate = true)
public final class HealthChecks {

  private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

  private static final String EXECUTOR = "org.apache.felix.hc.api.execution.HealthCheckExecutor";

  private final ServiceTracker<Object, AutoCloseable> executors;

  /** Looks for executors. */
  @Activate
  public HealthChecks(BundleContext context) {
    executors =
        new ServiceTracker<>(context, EXECUTOR, null) {
          @Override
          public AutoCloseable addingService(ServiceReference<Object> executor) {
            return size() == 0 ? publish(context) : () -> {};
          }

          @Override
          public void removedService(ServiceReference<Object> executor, AutoCloseable published) {
            end(published);
          }
        };
    executors.open(true);
  }

  private static AutoCloseable publish(BundleContext context) {
    try {
      return new PublishedChecks(context);
    } catch (LinkageError e) {
      LOG.warn("There are no health checks of Flume agents, because {} can't be used", EXECUTOR, e);
      return () -> {};
    }
  }

  private static void end(AutoCloseable published) {
    try {
      published.close();
    } catch (Exception e) {
      LOG.warn("Health checks of Flume agents are not taken away", e);
    }
  }

  /** Takes the checks away. */
  @Deactivate
  void deactivate() {
    executors.close();
  }
}
