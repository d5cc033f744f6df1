package io.github.flumespark.itest.osgi.parts.agent;

import java.util.Dictionary;
import java.util.Map;
import java.util.function.Function;
import org.apache.flume.conf.FlumeConfiguration;
import org.apache.flume.node.AbstractConfigurationProvider;
import org.apache.flume.node.Application;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Runs Flume agents for a test that is not in the framework. It registers a service of types that
 * both know: from an agent's properties to what stops the agent. The agent's name is {@code agent}.
 */
public final class AgentActivator implements BundleActivator {

  @Override
  public void start(BundleContext context) {
    Dictionary<String, ?> properties = FrameworkUtil.asDictionary(Map.of("itest", "agent"));
    context.registerService(
        Function.class, (Function<Map<String, String>, AutoCloseable>) this::run, properties);
  }

  @Override
  public void stop(BundleContext context) {
    // The framework unregisters the service; a test closes its agents itself.
  }

  private AutoCloseable run(Map<String, String> properties) {
    Application application = new Application();
    application.handleConfigurationEvent(new Given(properties).getConfiguration());
    return application::stop;
  }

  private static final class Given extends AbstractConfigurationProvider {

    private final Map<String, String> properties;

    Given(Map<String, String> properties) {
      super("agent");
      this.properties = properties;
    }

    @Override
    protected FlumeConfiguration getFlumeConfiguration() {
      return new FlumeConfiguration(properties);
    }
  }
}
