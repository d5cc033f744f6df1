package io.github.flumespark.monitor;

import java.util.Optional;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The names under which this project's sinks show all that they have to tell, and what can be done
 * to them: {@code io.github.flumespark:type=Sink,agent=AGENT,name=SINK}, without an agent where
 * nobody knows it. Thread-safe.
 */
final class SinkNames {

  private static final ObjectName ALL;

  static {
    try {
      ALL = new ObjectName("io.github.flumespark:type=Sink,*");
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  private SinkNames() {}

  /** Of a sink in an agent of a framework. */
  static Optional<ObjectName> of(MBeanServer server, String agent, String sink) {
    return named(server, sink).filter(bean -> plain(bean, "agent").equals(agent)).findFirst();
  }

  /** Of a sink in the one agent of a JVM. */
  static Optional<ObjectName> of(MBeanServer server, String sink) {
    return named(server, sink).findFirst();
  }

  private static Stream<ObjectName> named(MBeanServer server, String sink) {
    return server.queryNames(ALL, null).stream().filter(bean -> plain(bean, "name").equals(sink));
  }

  private static String plain(ObjectName bean, String key) {
    String value = bean.getKeyProperty(key);
    if (value == null) {
      return "";
    }
    return value.startsWith("\"") ? ObjectName.unquote(value) : value;
  }
}
