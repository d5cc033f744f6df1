package org.apache.spark.streaming.flume.sink;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;

/**
 * Shows a sink in JMX under a name that carries its agent, from its start to its stop: {@code
 * io.github.flumespark:type=Sink,agent=AGENT,name=SINK}. Flume tells no component the agent's name;
 * it is known where the JVM was started by Flume's main class, which runs one agent, and otherwise
 * left out. Whoever embeds agents knows their names and can register each sink; this does nothing
 * then. Guarded by the lock of whoever starts and stops the sink.
 */
final class OwnName {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  /** As the JVM tells its main class and that one's arguments. */
  private static final Pattern AGENT =
      Pattern.compile("^org\\.apache\\.flume\\.node\\.Application\\b.*?\\s(?:-n|--name)[ =](\\S+)");

  private ObjectName shown;

  /** Shows it, in the place of any other of that name, as Flume does. */
  void show(ManagedSink sink) {
    if (sink.isRegistered()) {
      return;
    }
    try {
      ObjectName name = nameOf(sink.getName(), System.getProperty("sun.java.command", ""));
      if (SERVER.isRegistered(name)) {
        SERVER.unregisterMBean(name);
      }
      SERVER.registerMBean(sink, name);
      shown = name;
    } catch (JMException e) {
      SinkLog.ofSink(OwnName.class, sink.getName())
          .warn(" is shown in JMX under Flume's name alone: {}", e.toString());
    }
  }

  static ObjectName nameOf(String sink, String command) throws JMException {
    Matcher agent = AGENT.matcher(command);
    return new ObjectName(
        "io.github.flumespark:type=Sink,%sname=%s"
            .formatted(
                agent.find() ? "agent=%s,".formatted(quoted(agent.group(1))) : "", quoted(sink)));
  }

  /** Most names are plain; the others must be quoted, or the bean's name would be another. */
  private static String quoted(String text) {
    return text.matches("[^,=:\"*?\\n]+") ? text : ObjectName.quote(text);
  }

  /** Takes it away, unless another has its place. */
  void hide(ManagedSink sink) {
    if (shown != null && sink.isRegistered()) {
      try {
        SERVER.unregisterMBean(shown);
      } catch (JMException e) {
        SinkLog.ofSink(OwnName.class, sink.getName())
            .warn(" stays in JMX after its stop: {}", e.toString());
      }
    }
    shown = null;
  }
}
