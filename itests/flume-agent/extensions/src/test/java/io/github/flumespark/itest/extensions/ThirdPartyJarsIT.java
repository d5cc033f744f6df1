package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.FlumeHome;
import io.github.flumespark.itest.client.ClientEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An extension that brings Jackson 2.21, in an agent that has 2.13: what the API's README says. */
class ThirdPartyJarsIT {

  private static final Path BUILT = Path.of("with-jackson/target");
  private static final String JAR =
      "flume-spark-itest-with-jackson-" + System.getProperty("project.version") + ".jar";
  private static final Map<String, String> SINKS =
      Map.of(
          "spark-sink",
          """
          transformers = fields
          transformers.fields.type = json-fields
          transformers.fields.onError = pass
          """);

  @Test
  void aRelocatedLibraryIsUsedBesideTheAgentsOwn() throws Exception {
    Path directory = Agents.workDirectory(ThirdPartyJarsIT.class, "relocated");
    Path plugins = directory.resolve("plugins.d");
    copy(BUILT.resolve(JAR), plugins.resolve("json/lib"));

    try (RoutedAgent agent = RoutedAgent.start(directory, SINKS, plugins)) {
      assertFieldsAreHeaders(agent);
    }
  }

  @Test
  void aLibraryThatTheAgentLacksIsTakenFromLibext() throws Exception {
    Path directory = Agents.workDirectory(ThirdPartyJarsIT.class, "libext");
    Path lib = Files.createDirectories(directory.resolve("lib"));
    for (Path jar : list(FlumeHome.assembled().lib())) {
      if (!jar.getFileName().toString().startsWith("jackson-")) {
        Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
      }
    }

    try (RoutedAgent agent =
        RoutedAgent.start(
            FlumeHome.assembled().withLib(lib), directory, SINKS, plainPlugins(directory))) {
      assertFieldsAreHeaders(agent);
    }
  }

  @Test
  void ofTwoVersionsTheAgentsIsUsedAndTheLogNamesItsJar() throws Exception {
    Path directory = Agents.workDirectory(ThirdPartyJarsIT.class, "clash");

    try (RoutedAgent agent = RoutedAgent.start(directory, SINKS, plainPlugins(directory))) {
      agent.send("spark-sink", "{\"user\": \"jo\"}");

      assertThat(Received.afterRedelivery(agent, "spark-sink", 1))
          .singleElement()
          .satisfies(event -> assertThat(event.headers()).doesNotContainKey("user"));
      agent
          .process()
          .log()
          .await(
              "NoSuchMethodError.*JsonNode\\.properties\\(\\).*"
                  + "/lib/jackson-databind-2\\.13\\.2\\.1\\.jar",
              0,
              Duration.ofSeconds(60));
    }
  }

  private static void assertFieldsAreHeaders(RoutedAgent agent) throws Exception {
    agent.send("spark-sink", "{\"user\": \"jo\", \"n\": 3}");

    assertThat(Received.afterRedelivery(agent, "spark-sink", 1))
        .singleElement()
        .extracting(ClientEvent::headers)
        .satisfies(
            headers -> assertThat(headers).containsEntry("user", "jo").containsEntry("n", "3"));
  }

  /** The extension as it is before it is shaded, and its libraries beside it. */
  private static Path plainPlugins(Path directory) throws IOException {
    Path plugins = directory.resolve("plugins.d");
    copy(BUILT.resolve("original-" + JAR), plugins.resolve("json/lib"));
    for (Path library : list(BUILT.resolve("libext"))) {
      copy(library, plugins.resolve("json/libext"));
    }
    return plugins;
  }

  private static void copy(Path jar, Path directory) throws IOException {
    Files.copy(jar, Files.createDirectories(directory).resolve(jar.getFileName()));
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> jars = Files.list(directory)) {
      return jars.toList();
    }
  }
}
