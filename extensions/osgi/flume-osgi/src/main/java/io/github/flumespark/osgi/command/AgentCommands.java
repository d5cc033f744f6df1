package io.github.flumespark.osgi.command;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.extension.Extensions;
import io.github.flumespark.osgi.extension.FoundExtension;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * What an operator can ask for, whatever the shell: each method is a command, and gives the text to
 * print. Thread-safe.
 */
public final class AgentCommands {

  private static final String FLUME = "io.github.flumespark.flume-spark-osgi";

  /** More than an agent needs to stop and to start, if nothing hangs. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final BundleContext context;

  /** Commands that look for agents and extensions by way of a bundle's context. */
  public AgentCommands(BundleContext context) {
    this.context = context;
  }

  /** The agents. */
  public String agents(boolean json) {
    return withAgents(
        agents -> {
          Status status = new Status(agents, List.of(), List.of(), hint(agents));
          return json ? status.agentsAsJson() : status.agentsAsText();
        });
  }

  /** The agents, their sinks with their counters, and the extensions. */
  public String status(boolean json) {
    List<FoundExtension> extensions = Extensions.in(context);
    List<String> idle = IdleVersions.in(context);
    return withAgents(
        agents -> {
          Status status = new Status(agents, extensions, idle, hint(agents));
          return json ? status.asJson() : status.asText();
        });
  }

  /**
   * Restarts an agent, or one of its sinks.
   *
   * @param agent its name or the PID of its configuration
   * @param sink the sink's name; null for the whole agent
   * @return what to tell
   * @throws IllegalArgumentException if there is no such agent
   * @throws IllegalStateException if it does not come up; with the reason
   */
  public String restart(String agent, String sink) {
    CompletableFuture<Void> restarted =
        withAgents(
            agents -> {
              FlumeAgent found = find(agents, agent);
              return sink == null ? found.restart() : found.restart(sink);
            });
    String what = sink == null ? agent : "%s, sink '%s'".formatted(agent, sink);
    await(restarted, what);
    return "Flume agent %s has been restarted".formatted(what);
  }

  /**
   * Has the sinks of an agent, or one of them, load their extensions anew.
   *
   * @param agent its name or the PID of its configuration
   * @param sink the sink's name; null for all that have extensions
   * @return what to tell
   * @throws IllegalArgumentException if there is no such agent
   * @throws IllegalStateException if it is not done; with the reason
   */
  public String reload(String agent, String sink) {
    Map<String, CompletableFuture<Void>> reloads =
        withAgents(
            agents -> {
              FlumeAgent found = find(agents, agent);
              Map<String, CompletableFuture<Void>> asked = new LinkedHashMap<>();
              for (String each : sink == null ? withExtensions(found) : List.of(sink)) {
                asked.put(each, found.reload(each));
              }
              return asked;
            });
    if (reloads.isEmpty()) {
      throw new IllegalStateException(
          "Flume agent %s: no sink of it has extensions".formatted(agent));
    }
    reloads.forEach((each, done) -> await(done, "%s, sink '%s'".formatted(agent, each)));
    return "Flume agent %s: extensions have been loaded anew by %s"
        .formatted(agent, String.join(", ", reloads.keySet()));
  }

  private static List<String> withExtensions(FlumeAgent agent) {
    return agent.components().stream()
        .filter(component -> component.kind() == FlumeAgent.Kind.SINK)
        .map(FlumeAgent.Component::name)
        .filter(name -> !agent.extensions(name).isEmpty())
        .toList();
  }

  private static void await(CompletableFuture<Void> done, String what) {
    try {
      done.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      String reason = e.getCause().getMessage();
      throw new IllegalStateException(
          "Flume agent %s: %s".formatted(what, reason == null ? e.getCause() : reason), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "Flume agent %s: not done after %d s; it goes on, and flume-spark:status tells how far it is"
              .formatted(what, LIMIT.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Flume agent %s: interrupted".formatted(what), e);
    }
  }

  /** The agents that can be named, for completion. */
  public List<String> agentNames() {
    return withAgents(
        agents ->
            agents.stream()
                .map(agent -> agent.name().isEmpty() ? agent.pid() : agent.name())
                .distinct()
                .toList());
  }

  /** The sinks of an agent, for completion; none if there is no such agent. */
  public List<String> sinkNames(String agent) {
    return withAgents(
        agents ->
            agents.stream()
                .filter(each -> each.name().equals(agent) || each.pid().equals(agent))
                .flatMap(each -> each.components().stream())
                .filter(component -> component.kind() == FlumeAgent.Kind.SINK)
                .map(FlumeAgent.Component::name)
                .distinct()
                .toList());
  }

  private static FlumeAgent find(List<FlumeAgent> agents, String wanted) {
    List<FlumeAgent> found =
        agents.stream()
            .filter(agent -> agent.name().equals(wanted) || agent.pid().equals(wanted))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    String allowed =
        (found.isEmpty() ? agents : found)
            .stream()
                .map(
                    agent ->
                        found.isEmpty() && !agent.name().isEmpty() ? agent.name() : agent.pid())
                .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        found.isEmpty()
            ? "There is no Flume agent '%s'; there are: %s".formatted(wanted, allowed)
            : "%d Flume agents are called '%s'; tell by its configuration which one: %s"
                .formatted(found.size(), wanted, allowed));
  }

  /** Nothing is known of configurations while the bundle that runs the agents is stopped. */
  private String hint(List<FlumeAgent> agents) {
    if (!agents.isEmpty()) {
      return "";
    }
    return Arrays.stream(context.getBundles())
        .filter(bundle -> FLUME.equals(bundle.getSymbolicName()))
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
        .map(
            bundle ->
                "The bundle %s [%d], which runs the agents, is not active: bundle:start %d"
                    .formatted(FLUME, bundle.getBundleId(), bundle.getBundleId()))
        .findFirst()
        .orElse("");
  }

  private <T> T withAgents(Function<List<FlumeAgent>, T> use) {
    Collection<ServiceReference<FlumeAgent>> references;
    try {
      references = context.getServiceReferences(FlumeAgent.class, null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    try {
      return use.apply(
          references.stream()
              .map(context::getService)
              .filter(Objects::nonNull)
              .sorted(Comparator.comparing(FlumeAgent::pid))
              .toList());
    } finally {
      references.forEach(context::ungetService);
    }
  }
}
