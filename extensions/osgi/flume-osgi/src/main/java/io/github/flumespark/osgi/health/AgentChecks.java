package io.github.flumespark.osgi.health;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.FlumeAgent.Component;
import io.github.flumespark.osgi.FlumeAgent.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The check of one agent, and one for each of its sinks. Thread-safe. */
final class AgentChecks implements AutoCloseable {

  private static final String TAG = "flume-spark";

  private final BundleContext context;
  private final FlumeAgent agent;
  private final AutoCloseable watch;
  private final ServiceRegistration<HealthCheck> registration;
  private final Map<String, ServiceRegistration<HealthCheck>> sinks = new HashMap<>();
  private boolean closed;

  AgentChecks(BundleContext context, FlumeAgent agent) {
    this.context = context;
    this.agent = agent;
    registration = register("Flume agent of " + agent.pid(), "flume-agent", new AgentCheck(agent));
    watch = agent.onChange(this::update);
    update();
  }

  private synchronized void update() {
    if (closed) {
      return;
    }
    Set<String> names =
        agent.components().stream()
            .filter(component -> component.kind() == Kind.SINK)
            .map(Component::name)
            .collect(Collectors.toSet());
    sinks
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !names.contains(entry.getKey());
              if (gone) {
                entry.getValue().unregister();
              }
              return gone;
            });
    names.forEach(
        name ->
            sinks.computeIfAbsent(
                name,
                sink ->
                    register(
                        "Flume sink %s of %s".formatted(sink, agent.pid()),
                        "flume-sink",
                        new SinkCheck(agent, sink))));
  }

  private ServiceRegistration<HealthCheck> register(String name, String tag, HealthCheck check) {
    return context.registerService(
        HealthCheck.class,
        check,
        FrameworkUtil.asDictionary(
            Map.of(
                HealthCheck.NAME,
                name,
                HealthCheck.TAGS,
                new String[] {TAG, tag},
                HealthCheck.MBEAN_NAME,
                name)));
  }

  @Override
  public void close() {
    try {
      watch.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    synchronized (this) {
      closed = true;
      registration.unregister();
      sinks.values().forEach(ServiceRegistration::unregister);
      sinks.clear();
    }
  }
}
