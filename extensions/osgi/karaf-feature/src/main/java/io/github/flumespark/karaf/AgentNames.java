package io.github.flumespark.karaf;

import io.github.flumespark.osgi.command.AgentCommands;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

/** Completes the names of agents. */
@Service
public final class AgentNames implements Completer {

  @Reference BundleContext context;

  @Override
  public int complete(Session session, CommandLine line, List<String> candidates) {
    List<String> names = new AgentCommands(context).agentNames();
    return new StringsCompleter(names).complete(session, line, candidates);
  }
}
