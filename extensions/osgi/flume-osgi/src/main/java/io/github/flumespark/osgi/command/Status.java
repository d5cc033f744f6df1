package io.github.flumespark.osgi.command;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.FlumeAgent.Component;
import io.github.flumespark.osgi.FlumeAgent.Extension;
import io.github.flumespark.osgi.FlumeAgent.Kind;
import io.github.flumespark.osgi.extension.FoundExtension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the agents, their sinks and the framework tell, as tables or as JSON.
 *
 * @param agents to be shown in this order
 * @param extensions what the framework has
 * @param idleVersions bundles beside which another version is in use
 * @param hint why there are no agents; empty if that needs no words
 */
record Status(
    List<FlumeAgent> agents,
    List<FoundExtension> extensions,
    List<String> idleVersions,
    String hint) {

  /** Column and attribute: Flume's own where there is one, else the sink's. */
  private static final Map<String, String> COUNTERS = new LinkedHashMap<>();

  static {
    COUNTERS.put("Port", "Port");
    COUNTERS.put("Clients", "OpenConnectionCount");
    COUNTERS.put("Polls", "WaitingPollCount");
    COUNTERS.put("Batches", "OpenBatchCount");
    COUNTERS.put("Events", "OpenEventCount");
    COUNTERS.put("Acked", "AckedBatchCount");
    COUNTERS.put("Nacked", "NackedBatchCount");
    COUNTERS.put("Timed out", "TimedOutBatchCount");
    COUNTERS.put("Aborted", "AbortedBatchCount");
    COUNTERS.put("Delivered", "EventDrainSuccessCount");
  }

  /** As in {@code mask (org.example.MaskFactory 1.0 from org.example.mask [67](R 67.0))}. */
  private static final Pattern ORIGIN =
      Pattern.compile(" \\((?:[^()]|\\([^()]*\\))* from (?:[^()]|\\([^()]*\\))*\\)");

  /** The agents alone. */
  String agentsAsText() {
    StringBuilder out = new StringBuilder();
    printAgents(out);
    return out.toString();
  }

  /** Everything. */
  String asText() {
    StringBuilder out = new StringBuilder();
    printAgents(out);
    out.append("\nSinks: waiting polls, open batches and their events, settled batches, events\n");
    printSinks(out);
    out.append("\nExtensions that the sinks use\n");
    printUses(out);
    out.append("\nExtensions in the framework\n");
    printExtensions(out);
    idleVersions.forEach(sentence -> out.append('\n').append(sentence).append('\n'));
    return out.toString();
  }

  private void printAgents(StringBuilder out) {
    Table table =
        new Table(
            hint.isEmpty() ? "No configuration " + FlumeAgent.FACTORY_PID + "-NAME" : hint,
            List.of("Agent", "Configuration", "State", "Problem"));
    for (FlumeAgent agent : agents) {
      table.add(
          List.of(
              agent.name(), agent.pid(), lower(agent.state()), String.join("; ", problems(agent))));
    }
    table.print(out);
  }

  /** Of the agent as a whole, its sources and its channels; a sink has a row of its own. */
  private static List<String> problems(FlumeAgent agent) {
    List<String> problems = new ArrayList<>();
    agent.problem().ifPresent(problems::add);
    for (Component component : agent.components()) {
      if (component.kind() != Kind.SINK) {
        component
            .problem()
            .ifPresent(
                problem ->
                    problems.add(
                        "%s '%s': %s"
                            .formatted(lower(component.kind()), component.name(), problem)));
      }
    }
    problems.addAll(agent.warnings());
    return problems;
  }

  private void printSinks(StringBuilder out) {
    List<String> columns = new ArrayList<>(List.of("Agent", "Sink", "State"));
    columns.addAll(COUNTERS.keySet());
    columns.add("Problem");
    Table table = new Table("No sinks", columns);
    for (FlumeAgent agent : agents) {
      for (Component sink : sinks(agent)) {
        Map<String, Object> attributes = agent.attributes(Kind.SINK, sink.name());
        List<Object> cells = new ArrayList<>();
        cells.add(agent.name());
        cells.add(sink.name());
        cells.add(state(sink, attributes));
        COUNTERS.values().forEach(name -> cells.add(attributes.getOrDefault(name, "-")));
        cells.add(problem(sink, attributes).map(words -> brief(sink.name(), words)).orElse("-"));
        table.add(cells);
      }
    }
    table.print(out);
  }

  /** Whether Flume has started it; of one that says more, such as {@code paused}, that. */
  private static String state(Component sink, Map<String, Object> attributes) {
    if (!sink.started()) {
      return "not started";
    }
    Object own = attributes.get("State");
    return own == null || own.equals("running") ? "started" : own.toString();
  }

  /** Why it has not started, or why it goes on with old extensions. */
  private static Optional<String> problem(Component sink, Map<String, Object> attributes) {
    return sink.problem()
        .or(
            () ->
                Optional.ofNullable(attributes.get("ExtensionsProblem"))
                    .map(Object::toString)
                    .filter(words -> !words.isEmpty()));
  }

  private void printUses(StringBuilder out) {
    Table table =
        new Table(
            "None", List.of("Agent", "Sink", "Kind", "Name", "In use", "Installed", "Reload"));
    for (FlumeAgent agent : agents) {
      for (Component sink : sinks(agent)) {
        for (Extension extension : agent.extensions(sink.name())) {
          table.add(
              List.of(
                  agent.name(),
                  sink.name(),
                  extension.kind(),
                  extension.name(),
                  extension.used().orElse("-"),
                  extension.current() ? "the same" : extension.installed().orElse("gone"),
                  agent.attributes(Kind.SINK, sink.name()).getOrDefault("ExtensionsReload", "-")));
        }
      }
    }
    table.print(out);
  }

  /** Without what the row says anyway, and without where classes came from: the log has it all. */
  private static String brief(String sink, String problem) {
    return ORIGIN
        .matcher(problem)
        .replaceAll("")
        .replaceFirst("^(Spark s|S)ink '%s'( can't start)?: ".formatted(Pattern.quote(sink)), "");
  }

  private void printExtensions(StringBuilder out) {
    Table table =
        new Table("None but the sink's own", List.of("Kind", "Name", "Bundle", "Id", "Problem"));
    for (FoundExtension extension : extensions) {
      table.add(
          List.of(
              extension.kind().word(),
              extension.name(),
              extension.bundle() + " " + extension.version(),
              extension.bundleId(),
              extension.problem().orElse("-")));
    }
    table.print(out);
  }

  private static List<Component> sinks(FlumeAgent agent) {
    return agent.components().stream().filter(component -> component.kind() == Kind.SINK).toList();
  }

  /** The agents alone, for programs. */
  String agentsAsJson() {
    return Json.of(agents.stream().map(agent -> map(agent, false)).toList());
  }

  /** Everything, for programs. */
  String asJson() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("agents", agents.stream().map(agent -> map(agent, true)).toList());
    all.put("extensions", extensions.stream().map(Status::map).toList());
    all.put("idleVersions", idleVersions);
    return Json.of(all);
  }

  /** Everything of one agent, for programs. */
  static String asJson(FlumeAgent agent) {
    return Json.of(map(agent, true));
  }

  private static Map<String, Object> map(FlumeAgent agent, boolean withAttributes) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", agent.name());
    map.put("configuration", agent.pid());
    map.put("state", lower(agent.state()));
    map.put("problem", agent.problem());
    map.put("warnings", agent.warnings());
    map.put(
        "components",
        agent.components().stream()
            .map(component -> map(agent, component, withAttributes))
            .toList());
    return map;
  }

  private static Map<String, Object> map(
      FlumeAgent agent, Component component, boolean withAttributes) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", lower(component.kind()));
    map.put("name", component.name());
    map.put("type", component.type());
    map.put("channels", component.channels());
    map.put("started", component.started());
    map.put("problem", component.problem());
    if (withAttributes) {
      map.put("attributes", new TreeMap<>(agent.attributes(component.kind(), component.name())));
    }
    if (withAttributes && component.kind() == Kind.SINK) {
      map.put("extensions", agent.extensions(component.name()).stream().map(Status::map).toList());
    }
    return map;
  }

  private static Map<String, Object> map(Extension extension) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", extension.kind());
    map.put("name", extension.name());
    map.put("used", extension.used());
    map.put("installed", extension.installed());
    map.put("current", extension.current());
    return map;
  }

  private static Map<String, Object> map(FoundExtension extension) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", extension.kind().word());
    map.put("name", extension.name());
    map.put("bundle", extension.bundle());
    map.put("id", extension.bundleId());
    map.put("version", extension.version());
    map.put("problem", extension.problem());
    return map;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
