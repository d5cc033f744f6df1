package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.flume.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JMX beans of one agent's components. Flume names them by the component alone and never
 * removes one: the younger of two agents hides the older one's, and a bean that is left keeps the
 * bundle of its class in memory. So this knows who showed a bean last, reads none of another agent,
 * and removes an agent's when it ends. Thread-safe.
 */
final class FlumeBeans {

  private static final Logger LOG = LoggerFactory.getLogger(FlumeBeans.class);

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  /** Who showed a bean last. */
  private static final Map<ObjectName, FlumeBeans> OWNERS = new HashMap<>();

  /** To be called before the component is started. */
  void claim(FlumeAgent.Kind kind, String component) {
    name(kind, component)
        .ifPresent(
            name -> {
              synchronized (OWNERS) {
                OWNERS.put(name, this);
              }
            });
  }

  /** The attributes that a component shows; empty if another agent's has its name. */
  Map<String, Object> attributes(FlumeAgent.Kind kind, String component) {
    Optional<ObjectName> name = name(kind, component).filter(this::owns);
    if (name.isEmpty()) {
      return Map.of();
    }
    try {
      return MBeanAttributes.read(
          SERVER.getMBeanInfo(name.get()), names -> values(name.get(), names));
    } catch (JMException notThere) {
      // A component without counters, or one that has not started yet.
      return Map.of();
    }
  }

  private static AttributeList values(ObjectName name, String[] names) {
    try {
      return SERVER.getAttributes(name, names);
    } catch (JMException goneMeanwhile) {
      return new AttributeList();
    }
  }

  /**
   * Removes all beans of the agent that no other has replaced.
   *
   * @param kept the channels that go on: a counter shows itself once in its life, so their beans
   *     could not come back
   */
  void removeAllBut(Collection<Channel> kept) {
    Set<ObjectName> staying = new HashSet<>();
    kept.forEach(
        channel -> name(FlumeAgent.Kind.CHANNEL, channel.getName()).ifPresent(staying::add));
    synchronized (OWNERS) {
      OWNERS
          .entrySet()
          .removeIf(
              entry ->
                  entry.getValue() == this
                      && !staying.contains(entry.getKey())
                      && remove(entry.getKey()));
    }
  }

  private static boolean remove(ObjectName name) {
    try {
      if (SERVER.isRegistered(name)) {
        SERVER.unregisterMBean(name);
      }
    } catch (JMException e) {
      LOG.debug("The bean {} is not removed", name, e);
    }
    return true;
  }

  private boolean owns(ObjectName name) {
    synchronized (OWNERS) {
      return OWNERS.get(name) == this;
    }
  }

  /** As Flume makes it; empty where it can't make one. */
  private static Optional<ObjectName> name(FlumeAgent.Kind kind, String component) {
    try {
      return Optional.of(
          new ObjectName(
              "org.apache.flume.%s:type=%s"
                  .formatted(kind.name().toLowerCase(Locale.ROOT), component)));
    } catch (MalformedObjectNameException e) {
      return Optional.empty();
    }
  }
}
