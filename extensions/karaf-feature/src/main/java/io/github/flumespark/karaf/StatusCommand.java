package io.github.flumespark.karaf;

import io.github.flumespark.osgi.FlumeAgent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** {@code flume-spark:status}: the agents, their sinks with their counters, and the extensions. */
@Service
@Command(
    scope = "flume-spark",
    name = "status",
    description = "Shows the Flume agents, their sinks and the sink's extensions.")
public final class StatusCommand implements Action {

  @Reference BundleContext context;

  @Override
  public Object execute() throws InvalidSyntaxException {
    new StatusReport(
            agents(),
            new SinkBeans(ManagementFactory.getPlatformMBeanServer()),
            FoundExtension.in(context))
        .print(System.out);
    return null;
  }

  private List<FlumeAgent> agents() throws InvalidSyntaxException {
    List<FlumeAgent> agents = new ArrayList<>();
    for (ServiceReference<FlumeAgent> reference :
        context.getServiceReferences(FlumeAgent.class, null)) {
      FlumeAgent agent = context.getService(reference);
      if (agent != null) {
        // Released when this bundle stops; a component instance costs nothing until then.
        agents.add(agent);
      }
    }
    agents.sort(Comparator.comparing(FlumeAgent::pid));
    return agents;
  }
}
