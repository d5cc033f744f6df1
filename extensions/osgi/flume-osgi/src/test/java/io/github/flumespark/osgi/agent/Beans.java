package io.github.flumespark.osgi.agent;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;

/** What Flume shows in JMX. */
final class Beans {

  private Beans() {}

  static Optional<Object> attribute(String kind, String component, String attribute) {
    try {
      return Optional.of(
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName("org.apache.flume." + kind + ":type=" + component), attribute));
    } catch (JMException notThere) {
      return Optional.empty();
    }
  }
}
