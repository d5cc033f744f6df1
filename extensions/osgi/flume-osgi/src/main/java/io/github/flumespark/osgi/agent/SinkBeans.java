package io.github.flumespark.osgi.agent;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.flume.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the sinks of an agent that are JMX beans, as SparkSink is, under names that carry the
 * agent: {@code io.github.flumespark:type=Sink,agent=AGENT,name=SINK}. Not in Flume's own domain,
 * whose beans Flume's reporters count, each of them. Thread-safe.
 */
final class SinkBeans {

  private static final Logger LOG = LoggerFactory.getLogger(SinkBeans.class);

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private final String agent;
  private final Set<ObjectName> shown = ConcurrentHashMap.newKeySet();

  SinkBeans(String agent) {
    this.agent = agent;
  }

  /** Shows those of the sinks that are beans. */
  void show(List<Sink> sinks) {
    for (Sink sink : sinks) {
      if (sink instanceof DynamicMBean) {
        show(sink);
      }
    }
  }

  private void show(Sink sink) {
    try {
      ObjectName name =
          new ObjectName(
              "io.github.flumespark:type=Sink,agent=%s,name=%s"
                  .formatted(quoted(agent), quoted(sink.getName())));
      SERVER.registerMBean(sink, name);
      shown.add(name);
    } catch (InstanceAlreadyExistsException e) {
      LOG.warn(
          "Flume agent {}: the sink '{}' is not shown in JMX, because another agent of this name has"
              + " a sink of that name",
          agent,
          sink.getName());
    } catch (JMException e) {
      LOG.warn("Flume agent {}: the sink '{}' is not shown in JMX", agent, sink.getName(), e);
    }
  }

  /** Takes away what was shown. */
  void hide() {
    for (ObjectName name : shown) {
      try {
        SERVER.unregisterMBean(name);
      } catch (JMException e) {
        LOG.debug("The bean {} is not removed", name, e);
      }
    }
    shown.clear();
  }

  /** Everything that a bean tells. */
  static Map<String, Object> attributes(DynamicMBean bean) {
    return MBeanAttributes.read(bean.getMBeanInfo(), bean::getAttributes);
  }

  /** Most names are plain; the others must be quoted, or the bean's name would be another. */
  private static String quoted(String text) {
    return text.matches("[^,=:\"*?\\n]+") ? text : ObjectName.quote(text);
  }
}
