package io.github.flumespark.itest.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Does to a Karaf what the README tells, and looks at what comes of it. */
final class Operator {

  private final Karaf karaf;
  private final Readme readme = Readme.read();

  Operator(Karaf karaf) {
    this.karaf = karaf;
  }

  /** Fills Karaf's repository by the README's line, and starts it. */
  void start() throws IOException, InterruptedException {
    karaf.shell(readme.copyLine());
    karaf.start();
  }

  /** Installs the features by the README's lines. */
  void install() throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>(readme.consoleLines("feature:repo-add"));
    lines.addAll(readme.consoleLines("feature:install"));
    karaf.run(lines);
  }

  /** Upgrades to {@link NextVersion} by the lines of the README of the features. */
  void upgrade() throws IOException, InterruptedException {
    karaf.run(Readme.upgrade().consoleLines("feature:"));
  }

  /** The README's agent, on ports that are free; its name can be another. */
  String agent(String name) {
    String text = readme.configuration().replaceAll("port = [1-9][0-9]*", "port = 0");
    if (text.split("port = 0", -1).length != 3) {
      throw new IllegalStateException("README.md has not two ports in its agent: " + text);
    }
    return text.replace("web", name);
  }

  /** The same without transformers of its own, but with more keys of its sink. */
  String agent(String name, String keys) {
    StringBuilder text = new StringBuilder(agent(name).replaceAll(".*\\.transformers.*\n", ""));
    keys.lines().forEach(key -> text.append("%1$s.sinks.%1$s-spark.%2$s\n".formatted(name, key)));
    return text.toString();
  }

  /** The same with a file channel below a directory of Karaf's. */
  String durableAgent(String name) {
    String directory = karaf.home().resolve("data/flume").resolve(name).toString();
    return agent(name)
            .replace("memory.type = memory", "memory.type = file")
            .replaceAll(".*transactionCapacity.*\n", "")
        + """
        %1$s.channels.memory.checkpointDir = %2$s/checkpoint
        %1$s.channels.memory.dataDirs = %2$s/data
        %1$s.channels.memory.minimumRequiredSpace = 1048576
        """
            .formatted(name, directory);
  }

  /** Writes the agent's file, as the README calls it. */
  void put(String name, String text) throws IOException {
    putFile(fileName(name), text);
  }

  /** Writes a file in etc. */
  void putFile(String fileName, String text) throws IOException {
    karaf.put("etc/" + fileName, text);
  }

  void delete(String fileName) throws IOException {
    Files.delete(karaf.home().resolve("etc").resolve(fileName));
  }

  String fileName(String name) {
    return readme.fileName().replace("web", name);
  }

  static String pid(String name) {
    return "io.github.flumespark.agent~" + name;
  }

  String status() throws IOException, InterruptedException {
    return karaf.run(readme.consoleLines("flume-spark:status"));
  }

  /** The row of an agent's configuration. */
  Map<String, String> agentRow(String pid) throws IOException, InterruptedException {
    return Table.row(
        karaf.run(List.of("flume-spark:agents")), "Problem", Map.of("Configuration", pid));
  }

  /** The row of a sink. */
  Map<String, String> sinkRow(String agent, String sink) throws IOException, InterruptedException {
    return Table.row(status(), "Port", Map.of("Agent", agent, "Sink", sink));
  }
}
