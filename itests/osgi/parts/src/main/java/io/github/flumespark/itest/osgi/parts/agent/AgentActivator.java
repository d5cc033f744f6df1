package io.github.flumespark.itest.osgi.parts.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.flume.conf.FlumeConfiguration;
import org.apache.flume.node.AbstractConfigurationProvider;
import org.apache.flume.node.Application;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Runs Flume agents for a test that is not in the framework. It registers services of types that
 * both know: from an agent's properties to what ends the agent. {@code agent} runs Flume itself,
 * {@code configured} leaves that to the component that a configuration is for. The agent's name is
 * {@code agent}.
 */
public final class AgentActivator implements BundleActivator {

  @Override
  public void start(BundleContext context) {
    register(context, "agent", AgentActivator::run);
    register(context, "configured", properties -> configure(context, properties));
  }

  private static void register(
      BundleContext context, String name, Function<Map<String, String>, AutoCloseable> agents) {
    context.registerService(
        Function.class, agents, FrameworkUtil.asDictionary(Map.of("itest", name)));
  }

  @Override
  public void stop(BundleContext context) {
    // The framework unregisters the service; a test closes its agents itself.
  }

  private static AutoCloseable run(Map<String, String> properties) {
    Application application = new Application();
    application.handleConfigurationEvent(new Given(properties).getConfiguration());
    return application::stop;
  }

  private static AutoCloseable configure(BundleContext context, Map<String, String> properties) {
    ConfigurationAdmin admin =
        context.getService(context.getServiceReference(ConfigurationAdmin.class));
    try {
      Configuration configuration =
          admin.createFactoryConfiguration("io.github.flumespark.agent", "?");
      configuration.update(FrameworkUtil.asDictionary(new HashMap<>(properties)));
      return configuration::delete;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
