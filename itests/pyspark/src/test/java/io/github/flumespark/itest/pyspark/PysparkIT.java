package io.github.flumespark.itest.pyspark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The source from Python: the README's examples word for word, and a session's worth of tests. */
@Timeout(1200)
class PysparkIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private VirtualEnvironment pyspark;
  private Agent agent;

  @BeforeEach
  void prepare() throws Exception {
    pyspark = VirtualEnvironment.with(Tests.property("spark.version"));
    agent = new Agent(PysparkIT.class);
  }

  @AfterEach
  void closeAgent() {
    if (agent != null) {
      agent.close();
    }
  }

  @Test
  void theSourceDoesInPythonWhatItDoesElsewhere() throws Exception {
    testSource(pyspark, "test_source");
  }

  @Test
  @Tag("matrix")
  void theSourceDoesItInSpark35AsWell() throws Exception {
    testSource(VirtualEnvironment.with(Tests.property("spark35.version")), "test_source-spark-3.5");
  }

  private void testSource(VirtualEnvironment environment, String name) throws Exception {
    List<String> command = submit(environment, "--jars", Tests.jar().toString());
    command.add(Path.of(Tests.property("python"), "test_source.py").toString());
    Map<String, String> settings = new HashMap<>(environment.activation());
    settings.putAll(agent.environment());
    Optional<Integer> exit = Tests.run(name, command, settings, PATIENCE);
    assertThat(exit).as(Tests.tail(name)).contains(0);
  }

  /** The jar is on the server, and only there; foreachBatch runs in a Python of the server's. */
  @Test
  void theSourceDoesItByWayOfConnect() throws Exception {
    List<String> command = submit(pyspark, "--jars", Tests.jar().toString());
    command.addAll(List.of("--conf", "spark.connect.grpc.binding.address=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.connect.grpc.binding.port=0"));
    command.addAll(List.of("--class", "org.apache.spark.sql.connect.service.SparkConnectServer"));
    command.add("spark-internal");
    Process server = Tests.start("connect-server", command, pyspark.activation());
    try {
      Awaitility.await("a Connect server; see " + Tests.log("connect-server"))
          .atMost(PATIENCE)
          .until(() -> connectPort().isPresent() || !server.isAlive());
      assertThat(connectPort()).as(Tests.tail("connect-server")).isPresent();
      Map<String, String> settings = new HashMap<>(pyspark.activation());
      settings.putAll(agent.environment());
      settings.put("FLUME_REMOTE", "sc://127.0.0.1:" + connectPort().get());
      String name = "test_source-connect";
      List<String> client =
          List.of(
              pyspark.command("python"),
              Path.of(Tests.property("python"), "test_source.py").toString());
      Optional<Integer> exit = Tests.run(name, client, settings, PATIENCE);
      assertThat(exit).as(Tests.tail(name)).contains(0);
    } finally {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
    }
  }

  private static Optional<String> connectPort() throws IOException {
    return Pattern.compile("Connect server started at: .*:(\\d+)")
        .matcher(Files.readString(Tests.log("connect-server")))
        .results()
        .map(found -> found.group(1))
        .findFirst();
  }

  @Test
  void theExampleWritesJson() throws Exception {
    Path written = Tests.fresh("events-to-json");
    agent.put(700);
    List<String> command = submit(pyspark, "--jars", Tests.jar().toString());
    command.addAll(List.of(example("EventsToJson"), agent.sink(), written.toString()));
    runUntil("events-to-json", command, () -> lines(written.resolve("events")).size() == 700);
    assertThat(lines(written.resolve("events")))
        .hasSize(700)
        .contains(
            "{\"host\":\"web-1\",\"line\":\"{\\\"path\\\": \\\"/33\\\", \\\"status\\\": 200}\"}");
  }

  /** With the jar from a repository, as {@code --packages} takes it. */
  @Test
  void theExampleThatParsesAndEndsByItselfRunsWithAPackage() throws Exception {
    Path written = Tests.fresh("status-by-minute");
    agent.put(600);
    List<String> command =
        submit(
            pyspark,
            "--packages",
            "io.github.flumespark:flume-spark-client:" + Tests.property("project.version"),
            "--repositories",
            LocalRepository.create(Tests.fresh("repository")).toUri().toString(),
            "--conf",
            "spark.jars.ivy=" + Tests.fresh("ivy"));
    command.addAll(List.of(example("StatusByMinute"), agent.sink(), written.toString()));
    Optional<Integer> exit = Tests.run("status-by-minute", command, pyspark.activation(), PATIENCE);
    assertThat(exit).as(Tests.tail("status-by-minute")).contains(0);
    // Ten minutes, with two statuses each.
    assertThat(lines(written.resolve("counts")))
        .hasSize(20)
        .allMatch(line -> line.contains("\"count\":12") || line.contains("\"count\":48"));
  }

  private static List<String> submit(VirtualEnvironment environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(environment.command("spark-submit"), "--master", "local[2]"));
    command.addAll(List.of("--driver-memory", "512m", "--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.pyspark.python=" + environment.command("python")));
    command.addAll(List.of(arguments));
    return command;
  }

  private void runUntil(String name, List<String> command, Callable<Boolean> condition)
      throws IOException {
    Process process = Tests.start(name, command, pyspark.activation());
    try {
      Awaitility.await("the output of " + name + "; see " + Tests.log(name))
          .atMost(PATIENCE)
          .until(() -> condition.call() || !process.isAlive());
      assertThat(process.isAlive()).as(Tests.tail(name)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** A file with the README's example of this name: there is one. */
  private static String example(String name) throws IOException {
    Matcher block =
        Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of(Tests.property("client.readme"))));
    List<String> examples =
        block.results().map(b -> b.group(1)).filter(text -> text.contains(name)).toList();
    assertThat(examples).as("examples named " + name).hasSize(1);
    return Files.writeString(Tests.WORK.resolve(name + ".py"), examples.get(0)).toString();
  }

  /** Of all files of JSON in a directory that Spark writes to. */
  private static List<String> lines(Path output) throws IOException {
    if (!Files.isDirectory(output)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }
}
