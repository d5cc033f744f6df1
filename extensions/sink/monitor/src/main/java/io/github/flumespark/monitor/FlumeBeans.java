package io.github.flumespark.monitor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The beans of Flume's components. Flume removes none: that of a component which an earlier
 * configuration had stays, as one that was stopped. Of this project's sinks, what they show under
 * their own names, since Flume's reporters bear no long texts. Thread-safe.
 */
final class FlumeBeans {

  private static final String DOMAIN = "org.apache.flume.";

  private static final Comparator<Component> ORDER =
      Comparator.comparing(Component::kind).thenComparing(Component::name);

  private final MBeanServer server;
  private final ObjectName pattern;

  FlumeBeans(MBeanServer server) {
    this.server = server;
    try {
      pattern = new ObjectName(DOMAIN + "*:type=*");
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All components that have beans, by kind and name. */
  List<Component> read() {
    return server.queryNames(pattern, null).stream()
        .map(this::component)
        .flatMap(Optional::stream)
        .sorted(ORDER)
        .toList();
  }

  /** Empty if it has gone meanwhile. */
  private Optional<Component> component(ObjectName name) {
    String kind = name.getDomain().substring(DOMAIN.length());
    String component = name.getKeyProperty("type");
    ObjectName bean =
        kind.equals(Component.SINK) ? SinkNames.of(server, component).orElse(name) : name;
    try {
      return Optional.of(new Component("", kind, component, bean, attributes(bean)));
    } catch (JMException gone) {
      return Optional.empty();
    }
  }

  private Map<String, Object> attributes(ObjectName name) throws JMException {
    String[] names =
        Arrays.stream(server.getMBeanInfo(name).getAttributes())
            .map(MBeanAttributeInfo::getName)
            .toArray(String[]::new);
    Map<String, Object> attributes = new TreeMap<>();
    for (Attribute attribute : server.getAttributes(name, names).asList()) {
      if (attribute.getValue() != null) {
        attributes.put(attribute.getName(), attribute.getValue());
      }
    }
    return attributes;
  }
}
