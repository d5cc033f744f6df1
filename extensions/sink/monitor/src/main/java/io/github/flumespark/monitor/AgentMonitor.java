package io.github.flumespark.monitor;

import java.time.Clock;
import org.apache.flume.Context;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.instrumentation.MonitorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a page, metrics, health and JSON about the agents of this JVM. Flume starts it by {@code
 * -Dflume.monitoring.type=io.github.flumespark.monitor.AgentMonitor}, gives it each system property
 * that begins with {@code flume.monitoring.}, and stops and starts another when the agent's
 * configuration changes. A fault of it costs the agent nothing but its monitoring. All methods are
 * thread-safe.
 */
public final class AgentMonitor implements MonitorService {

  private static final Logger LOG = LoggerFactory.getLogger(AgentMonitor.class);

  private MonitorSettings settings;
  private History history;
  private MonitorServer server;

  /**
   * Reads and checks the settings.
   *
   * @throws ConfigurationException for a value that is missing or not allowed
   */
  @Override
  public synchronized void configure(Context context) {
    settings = MonitorSettings.parse(context.getParameters());
  }

  /**
   * Starts to listen. Does nothing if it does already.
   *
   * @throws ConfigurationException if it was not configured
   * @throws IllegalStateException if the address can't be bound or the keystore not be used;
   *     nothing is left running
   */
  @Override
  public synchronized void start() {
    if (server != null) {
      return;
    }
    if (settings == null) {
      throw new ConfigurationException("The monitor was not configured before its start");
    }
    Clock clock = Clock.systemUTC();
    Agents agents = Agents.ofThisJvm(settings.wiring());
    History samples = new History(agents, clock);
    AgentFacts facts = new AgentFacts(agents, samples, settings.limits(), clock, clock.millis());
    MonitorServer starting = new MonitorServer(settings, facts);
    starting.start();
    samples.start();
    history = samples;
    server = starting;
    Duplicates.warnings(AgentMonitor.class.getClassLoader()).forEach(LOG::warn);
    LOG.info("Monitor is listening on {}", starting.address());
    if (settings.isOpenToAll()) {
      LOG.warn(
          "Monitor: everybody who reaches {} can read what it shows; set"
              + " flume.monitoring.bearer-token-file or flume.monitoring.basic-auth-file",
          starting.address());
    }
  }

  /** Stops within seconds. Does nothing if it isn't running. */
  @Override
  public synchronized void stop() {
    if (server != null) {
      server.stop();
      history.stop();
      server = null;
      history = null;
      LOG.info("Monitor has stopped");
    }
  }

  /** The port on which it listens; 0 while it does not. */
  synchronized int port() {
    return server == null ? 0 : server.port();
  }
}
