package io.github.flumespark.itest.extensions;

import com.sun.tools.attach.VirtualMachine;
import io.github.flumespark.itest.agent.AgentProcess;
import java.io.IOException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What an agent's sinks show in JMX. By an attach to its JVM, so the agent needs no option. */
final class AgentBeans implements AutoCloseable {

  private final JMXConnector connector;

  // The other end is a child of this JVM, at an address that nobody else has given us.
  @SuppressWarnings("BanJNDI")
  AgentBeans(AgentProcess agent) throws Exception {
    VirtualMachine jvm = VirtualMachine.attach(Long.toString(agent.pid()));
    try {
      connector = JMXConnectorFactory.connect(new JMXServiceURL(jvm.startLocalManagementAgent()));
    } finally {
      jvm.detach();
    }
  }

  /** An attribute of a sink's bean, as a text. */
  String text(String sink, String attribute) throws IOException, JMException {
    return connector.getMBeanServerConnection().getAttribute(bean(sink), attribute).toString();
  }

  /** Has a sink do something. */
  void invoke(String sink, String operation) throws IOException, JMException {
    connector.getMBeanServerConnection().invoke(bean(sink), operation, null, null);
  }

  private static ObjectName bean(String sink) throws JMException {
    return new ObjectName("io.github.flumespark:type=Sink,agent=agent,name=" + sink);
  }

  /** An attribute of a sink's bean, as a number. */
  long count(String sink, String attribute) throws IOException, JMException {
    return Long.parseLong(text(sink, attribute));
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
