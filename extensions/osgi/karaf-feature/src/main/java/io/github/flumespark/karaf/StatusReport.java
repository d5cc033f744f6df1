package io.github.flumespark.karaf;

import io.github.flumespark.osgi.FlumeAgent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.table.Row;
import org.apache.karaf.shell.support.table.ShellTable;

/** Prints what the agents, the sinks' counters and the framework tell, as tables. */
final class StatusReport {

  /** Column and attribute: Flume's own where there is one, else the sink's. */
  private static final List<Map.Entry<String, String>> COUNTERS =
      List.of(
          Map.entry("Port", "Port"),
          Map.entry("Clients", "OpenConnectionCount"),
          Map.entry("Polls", "WaitingPollCount"),
          Map.entry("Batches", "OpenBatchCount"),
          Map.entry("Events", "OpenEventCount"),
          Map.entry("Acked", "AckedBatchCount"),
          Map.entry("Nacked", "NackedBatchCount"),
          Map.entry("Timed out", "TimedOutBatchCount"),
          Map.entry("Aborted", "AbortedBatchCount"),
          Map.entry("Delivered", "EventDrainSuccessCount"));

  /** The class and the jar of an extension: the log has them, a table has no room. */
  private static final Pattern WHERE_FROM = Pattern.compile(", \\S+ from [^;]+");

  private final List<FlumeAgent> agents;
  private final SinkBeans beans;
  private final List<FoundExtension> extensions;

  StatusReport(List<FlumeAgent> agents, SinkBeans beans, List<FoundExtension> extensions) {
    this.agents = agents;
    this.beans = beans;
    this.extensions = extensions;
  }

  void print(PrintStream out) {
    agentTable().print(out);
    out.println();
    out.println("Sinks: waiting polls, open batches and their events, settled batches, events");
    sinkTable().print(out);
    sharedNames().forEach(out::println);
    out.println();
    out.println("Extensions that a sink finds when it starts");
    extensionTable().print(out);
  }

  private ShellTable agentTable() {
    ShellTable table = table("No configuration " + FlumeAgent.FACTORY_PID + "-NAME");
    for (String column : List.of("Agent", "Configuration", "State", "Problem")) {
      table.column(column);
    }
    for (FlumeAgent agent : agents) {
      table
          .addRow()
          .addContent(
              agent.name().isEmpty() ? "-" : agent.name(),
              agent.pid(),
              agent.state().name().toLowerCase(Locale.ROOT),
              agent.problem().orElse("-"));
    }
    return table;
  }

  private ShellTable sinkTable() {
    ShellTable table = table("No sinks");
    for (String column : List.of("Agent", "Sink", "State")) {
      table.column(column);
    }
    COUNTERS.forEach(counter -> table.column(counter.getKey()).alignRight());
    table.column("Extensions");
    for (FlumeAgent agent : agents) {
      for (FlumeAgent.Sink sink : agent.sinks()) {
        List<Object> cells = new ArrayList<>();
        cells.add(agent.name());
        cells.add(sink.name());
        cells.add(sink.started() ? "started" : "not started");
        for (Map.Entry<String, String> counter : COUNTERS) {
          cells.add(attribute(sink, counter.getValue()));
        }
        cells.add(WHERE_FROM.matcher(attribute(sink, "Extensions").toString()).replaceAll(""));
        Row row = table.addRow();
        row.addContent(cells);
      }
    }
    return table;
  }

  private Object attribute(FlumeAgent.Sink sink, String name) {
    return beans.attribute(sink.name(), name).orElse("-");
  }

  /** Flume names its beans by the sink alone, so the younger of two hides the older. */
  private List<String> sharedNames() {
    Map<String, Long> names =
        agents.stream()
            .flatMap(agent -> agent.sinks().stream())
            .collect(
                Collectors.groupingBy(FlumeAgent.Sink::name, TreeMap::new, Collectors.counting()));
    return names.entrySet().stream()
        .filter(name -> name.getValue() > 1)
        .map(
            name ->
                "%d sinks are called %s: the counters are those of the one that started last"
                    .formatted(name.getValue(), name.getKey()))
        .toList();
  }

  private ShellTable extensionTable() {
    ShellTable table = table("None but the sink's own");
    for (String column : List.of("Kind", "Name", "Bundle")) {
      table.column(column);
    }
    for (FoundExtension extension : extensions) {
      table.addRow().addContent(extension.kind(), extension.name(), extension.bundle());
    }
    return table;
  }

  private static ShellTable table(String empty) {
    return new ShellTable().emptyTableText(empty);
  }
}
