package io.github.flumespark.monitor;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.MBeanServer;

/**
 * The agents of this JVM: those that flume-osgi runs and shows in JMX, in a framework; elsewhere
 * the JVM is one. Thread-safe.
 */
final class Agents {

  private final OsgiAgents inFramework;
  private final FlumeBeans beans;
  private final Wiring wiring;

  private Agents(MBeanServer server, Wiring wiring) {
    this.inFramework = new OsgiAgents(server);
    this.beans = new FlumeBeans(server);
    this.wiring = wiring;
  }

  /**
   * Those of this JVM.
   *
   * @param wiring of the one agent, outside a framework
   */
  static Agents ofThisJvm(Wiring wiring) {
    return new Agents(ManagementFactory.getPlatformMBeanServer(), wiring);
  }

  /** What they show now; at least one. */
  List<Agent> read() {
    List<Agent> agents = inFramework.read();
    return agents.isEmpty() ? List.of(ofJvm()) : agents;
  }

  /** Without the components that an earlier configuration left: they are stopped. */
  private Agent ofJvm() {
    return new Agent(
        wiring.agent(),
        wiring.parts(),
        beans.read().stream().filter(Component::isStarted).toList(),
        List.of());
  }
}
