package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query by way of Spark Connect: the server has our jar, the client nothing of ours. */
class ConnectIT {

  @TempDir Path directory;

  @Test
  void theServerRunsWhatTheJvmClientAsksFor() throws Exception {
    try (EmbeddedSink sink = new EmbeddedSink("connect", EmbeddedSink.LARGE_CHANNEL, Map.of());
        ConnectServer server = new ConnectServer(directory)) {
      sink.put(events("first", 500));
      Process client = client(server, sink);
      try (Writer commands = client.outputWriter(UTF_8)) {
        await("the first events", client, () -> lines().size() == 500);
        sink.put(events("second", 300));
        await("the second events", client, () -> lines().size() == 800);
        await(
            "the progress",
            client,
            () -> {
              commands.write("progress\n");
              commands.flush();
              return said().contains("\"sinksUp\" : \"1\"") || said().contains("\"sinksUp\":\"1\"");
            });
        commands.write("stop\n");
        commands.flush();
        await("the query's end", client, () -> said().contains("STOPPED"));
        List<String> expected = new ArrayList<>(bodies("first", 500));
        expected.addAll(bodies("second", 300));
        assertThat(lines()).containsExactlyInAnyOrderElementsOf(expected);
        // What comes now is not taken by anybody any more.
        sink.put(events("third", 10));
        assertThat(sink.stopAndDrain()).hasSize(10);
      } finally {
        client.destroyForcibly();
      }
      assertThat(server.log()).doesNotContain("SparkClassNotFoundException");
    }
  }

  private Process client(ConnectServer server, EmbeddedSink sink) throws IOException {
    Path target = SparkWorld.target("connect-client");
    Path jar =
        target.resolve(
            "flume-spark-itest-connect-client-%s.jar"
                .formatted(System.getProperty("project.version")));
    List<String> command = TestJvm.command("256m");
    command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-cp");
    command.add(
        jar + File.pathSeparator + Files.readString(target.resolve("class-path.txt")).strip());
    command.add("io.github.flumespark.itest.connect.ConnectJob");
    command.addAll(List.of(server.url(), sink.address(), directory.toString()));
    command.add(jar.toUri().toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("client.txt").toFile())
        .start();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Process client, Condition condition) throws Exception {
    Awaitility.await(what + "; see " + directory)
        .atMost(SparkProcess.PATIENCE)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .until(() -> condition.holds() || !client.isAlive());
    assertThat(client.isAlive()).as(said()).isTrue();
  }

  private String said() throws IOException {
    return Files.readString(directory.resolve("client.txt"));
  }

  private static List<String> bodies(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + "-" + i).toList();
  }

  private static List<Event> events(String name, int count) {
    return bodies(name, count).stream()
        .map(body -> EventBuilder.withBody(body.getBytes(UTF_8)))
        .toList();
  }

  /** Of all files that are complete. */
  private List<String> lines() throws IOException {
    Path out = directory.resolve("out");
    if (!Files.isDirectory(out)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> batches = Files.list(out)) {
      for (Path batch : batches.toList()) {
        if (Files.exists(batch.resolve("_SUCCESS"))) {
          try (Stream<Path> files = Files.list(batch)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".txt")).toList()) {
              lines.addAll(Files.readAllLines(file));
            }
          }
        }
      }
    }
    return lines;
  }
}
