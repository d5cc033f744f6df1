package io.github.flumespark.osgi.command;

import io.github.flumespark.osgi.FlumeAgent;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows every agent in JMX; see {@link AgentStatusMBean}. Thread-safe. */
@Component(
    service = {},
    immediate = true)
public final class AgentBeans {

  private static final Logger LOG = LoggerFactory.getLogger(AgentBeans.class);

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private final Map<FlumeAgent, ObjectName> shown = new ConcurrentHashMap<>();

  private record Bean(FlumeAgent agent) implements AgentStatusMBean {

    @Override
    public String getName() {
      return agent.name();
    }

    @Override
    public String getState() {
      return agent.state().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String getStatus() {
      return Status.asJson(agent);
    }
  }

  /** Shows an agent. */
  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void add(FlumeAgent agent) {
    try {
      ObjectName name =
          new ObjectName(
              "io.github.flumespark:type=Agent,configuration=%s"
                  .formatted(ObjectName.quote(agent.pid())));
      SERVER.registerMBean(new StandardMBean(new Bean(agent), AgentStatusMBean.class, false), name);
      shown.put(agent, name);
    } catch (JMException e) {
      LOG.warn("The Flume agent of configuration {} is not shown in JMX", agent.pid(), e);
    }
  }

  /** Takes it away again. */
  void remove(FlumeAgent agent) {
    ObjectName name = shown.remove(agent);
    if (name != null) {
      hide(name);
    }
  }

  private static void hide(ObjectName name) {
    try {
      SERVER.unregisterMBean(name);
    } catch (JMException e) {
      LOG.debug("The bean {} is not removed", name, e);
    }
  }

  /** Takes all away. */
  @Deactivate
  void deactivate() {
    shown.values().forEach(AgentBeans::hide);
    shown.clear();
  }
}
