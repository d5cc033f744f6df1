package io.github.flumespark.osgi.health;

import io.github.flumespark.osgi.FlumeAgent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The checks of all agents that there are, whichever come and go. */
final class PublishedChecks implements AutoCloseable {

  private final ServiceTracker<FlumeAgent, AgentChecks> agents;

  PublishedChecks(BundleContext context) {
    agents =
        new ServiceTracker<>(context, FlumeAgent.class, null) {
          @Override
          public AgentChecks addingService(ServiceReference<FlumeAgent> reference) {
            return new AgentChecks(this.context, this.context.getService(reference));
          }

          @Override
          public void removedService(ServiceReference<FlumeAgent> reference, AgentChecks checks) {
            checks.close();
            this.context.ungetService(reference);
          }
        };
    agents.open();
  }

  @Override
  public void close() {
    agents.close();
  }
}
