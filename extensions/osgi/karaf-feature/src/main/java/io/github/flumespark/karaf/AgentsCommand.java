package io.github.flumespark.karaf;

import io.github.flumespark.osgi.command.AgentCommands;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.osgi.framework.BundleContext;

/** {@code flume-spark:agents}: the agents alone. */
@Service
@Command(scope = "flume-spark", name = "agents", description = "Shows the Flume agents.")
public final class AgentsCommand implements Action {

  @Reference BundleContext context;

  @Option(name = "--json", description = "For programs: all that there is, on one line")
  boolean json;

  @Override
  public Object execute() {
    System.out.println(new AgentCommands(context).agents(json));
    return null;
  }
}
