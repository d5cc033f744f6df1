package io.github.flumespark.monitor;

import java.util.HashMap;
import java.util.Map;
import org.apache.flume.Context;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The monitor in an OSGi framework: one for all agents of flume-osgi, for as long as there is a
 * configuration with the PID {@value #PID}. Its keys are the system properties that there are
 * elsewhere, without {@code flume.monitoring.}
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = MonitorComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class MonitorComponent {

  static final String PID = "io.github.flumespark.monitor";

  private final AgentMonitor monitor = new AgentMonitor();

  /** Starts it; Declarative Services log why that does not work. */
  @Activate
  public MonitorComponent(Map<String, Object> configuration) {
    Map<String, String> settings = new HashMap<>();
    configuration.forEach(
        (key, value) -> {
          // Those with a dot are the framework's.
          if (!key.contains(".")) {
            settings.put(key, value.toString());
          }
        });
    monitor.configure(new Context(settings));
    monitor.start();
  }

  /** Stops it. */
  @Deactivate
  void deactivate() {
    monitor.stop();
  }
}
