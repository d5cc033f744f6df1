package io.github.flumespark.karaf;

import io.github.flumespark.osgi.command.AgentCommands;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.osgi.framework.BundleContext;

/** {@code flume-spark:reload}: sinks take new code of their extensions, and serve all along. */
@Service
@Command(
    scope = "flume-spark",
    name = "reload",
    description = "Has the sinks of a Flume agent, or one of them, load their extensions anew.")
public final class ReloadCommand implements Action {

  @Reference BundleContext context;

  @Argument(
      index = 0,
      name = "agent",
      required = true,
      description = "The agent's name, or the PID of its configuration")
  @Completion(AgentNames.class)
  String agent;

  @Argument(
      index = 1,
      name = "sink",
      description = "The sink's name; without it all that have extensions")
  @Completion(SinkNames.class)
  String sink;

  @Override
  public Object execute() {
    System.out.println(new AgentCommands(context).reload(agent, sink));
    return null;
  }
}
