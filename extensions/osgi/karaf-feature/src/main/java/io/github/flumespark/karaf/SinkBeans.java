package io.github.flumespark.karaf;

import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The counters of Flume's sinks, which Flume keeps as JMX beans under the sinks' names. */
final class SinkBeans {

  private final MBeanServer server;

  SinkBeans(MBeanServer server) {
    this.server = server;
  }

  /** An attribute; empty if there is no such bean, or it has no such attribute. */
  Optional<Object> attribute(String sink, String name) {
    try {
      return Optional.ofNullable(
          server.getAttribute(new ObjectName("org.apache.flume.sink:type=" + sink), name));
    } catch (JMException | RuntimeException unknown) {
      return Optional.empty();
    }
  }
}
