package io.github.flumespark.karaf;

import io.github.flumespark.osgi.command.AgentCommands;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.osgi.framework.BundleContext;

/** {@code flume-spark:restart}: stops and starts an agent, or one of its sinks. */
@Service
@Command(
    scope = "flume-spark",
    name = "restart",
    description = "Restarts a Flume agent, or one of its sinks. Events in memory channels stay.")
public final class RestartCommand implements Action {

  @Reference BundleContext context;

  @Argument(
      index = 0,
      name = "agent",
      required = true,
      description = "The agent's name, or the PID of its configuration")
  @Completion(AgentNames.class)
  String agent;

  @Argument(index = 1, name = "sink", description = "The sink's name; without it the whole agent")
  @Completion(SinkNames.class)
  String sink;

  @Override
  public Object execute() {
    System.out.println(new AgentCommands(context).restart(agent, sink));
    return null;
  }
}
