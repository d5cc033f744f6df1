package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.extension.ProviderWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * A Flume agent for each configuration with the factory PID {@value FlumeAgent#FACTORY_PID}: it
 * starts with the configuration, changes with it and ends with it, or with this bundle.
 */
@Component(
    service = FlumeAgent.class,
    immediate = true,
    configurationPid = FlumeAgent.FACTORY_PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AgentComponent.Keys.class, factory = true)
public final class AgentComponent implements FlumeAgent {

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** More than a SparkSink needs at most, less than a container waits for its framework. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  /** The keys that are the component's own. */
  @ObjectClassDefinition(
      name = "Flume agent",
      description =
          "A Flume agent. Its configuration is in a file, or right here: keys such as"
              + " web.sources, web.channels.memory.type and web.sinks.spark.port, for an agent"
              + " that is called web.")
  @interface Keys {

    @AttributeDefinition(
        required = false,
        description =
            "The agent to run. Needed only where the file, or the configuration, has several.")
    String name() default "";

    @AttributeDefinition(
        required = false,
        description =
            "The path of a Flume properties file, instead of keys of Flume here. Changes of the"
                + " file are noticed.")
    String file() default "";
  }

  private final BundleContext context;
  private final AgentRunner runner;
  private final AutoCloseable extensions;
  private final SynchronousBundleListener listener = this::bundleChanged;

  /** Starts the agent, on a thread of its own. */
  @Activate
  public AgentComponent(
      BundleContext context,
      Map<String, Object> configuration,
      @Reference ProviderWatch providers) {
    this.context = context;
    this.runner =
        new AgentRunner(
            String.valueOf(configuration.get(Constants.SERVICE_PID)),
            AgentComponent.class.getClassLoader(),
            LOOK,
            STOP_LIMIT,
            providers::now);
    extensions = providers.onChange(runner::extensionsChanged);
    context.addBundleListener(listener);
    runner.configure(configuration);
  }

  /** Puts a changed configuration in force, or leaves the agent alone if it can't be used. */
  @Modified
  void modified(Map<String, Object> configuration) {
    runner.configure(configuration);
  }

  /** Stops the agent. Returns within a bounded time. */
  @Deactivate
  void deactivate() {
    context.removeBundleListener(listener);
    try {
      extensions.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      runner.close();
    }
  }

  private void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STOPPING && event.getBundle() == context.getBundle()) {
      // All agents of the bundle stop side by side, so their limits don't add up.
      runner.beginClose();
    } else if (event.getType() == BundleEvent.RESOLVED) {
      runner.bundlesChanged();
    }
  }

  @Override
  public String pid() {
    return runner.pid();
  }

  @Override
  public String name() {
    return runner.name();
  }

  @Override
  public State state() {
    return runner.state();
  }

  @Override
  public Optional<String> problem() {
    return runner.problem();
  }

  @Override
  public List<String> warnings() {
    return runner.warnings();
  }

  @Override
  public List<FlumeAgent.Component> components() {
    return runner.components();
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    return runner.onChange(listener);
  }

  @Override
  public Map<String, Object> attributes(Kind kind, String component) {
    return runner.attributes(kind, component);
  }

  @Override
  public List<Extension> extensions(String sink) {
    return runner.extensions(sink);
  }

  @Override
  public CompletableFuture<Void> reload(String sink) {
    return runner.reload(sink);
  }

  @Override
  public CompletableFuture<Void> restart() {
    return runner.restart();
  }

  @Override
  public CompletableFuture<Void> restart(String sink) {
    return runner.restart(sink);
  }
}
