package io.github.flumespark.karaf;

import io.github.flumespark.osgi.FlumeAgent;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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
    Collection<ServiceReference<FlumeAgent>> references =
        context.getServiceReferences(FlumeAgent.class, null);
    try {
      List<FlumeAgent> agents =
          references.stream()
              .map(context::getService)
              .filter(Objects::nonNull)
              .sorted(Comparator.comparing(FlumeAgent::pid))
              .toList();
      SinkBeans beans = new SinkBeans(ManagementFactory.getPlatformMBeanServer());
      new StatusReport(agents, beans, FoundExtension.in(context)).print(System.out);
    } finally {
      references.forEach(context::ungetService);
    }
    return null;
  }
}
