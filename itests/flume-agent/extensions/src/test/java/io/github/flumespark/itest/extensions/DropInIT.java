package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.PollingClient;
import io.github.flumespark.itest.author.IsolatedMaven;
import io.github.flumespark.itest.client.ClientEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the README tells an author to do, done: a jar from a project that has the API and no more.
 */
class DropInIT {

  private static final Path ROOT = Path.of("../../..").toAbsolutePath().normalize();
  private static final Path PROJECT = Path.of("drop-in");
  private static final String SOURCE = "src/main/java/example/ShoutFactory.java";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SERVICE =
      "META-INF/services/org.apache.spark.streaming.flume.sink.spi.transform"
          + ".EventTransformerFactory";

  @Test
  void aJarThatAStrangerBuiltChangesWhatTheClientReceives() throws Exception {
    Path directory = Agents.workDirectory(DropInIT.class, "agent");
    Path plugins = directory.resolve("plugins.d");
    Path jar = plugins.resolve("my-extension/lib/my-extension.jar");
    Files.createDirectories(jar.getParent());
    Files.copy(build(directory.resolve("build")).resolve("shout-1.0.jar"), jar);

    Path table = directory.resolve("levels.properties");
    Files.writeString(table, "INFO = all is well");
    Map<String, String> sinks =
        Map.of(
            "spark-sink",
            readmeKeys(),
            "looked-up",
            """
            transformers = levels
            transformers.levels.type = lookup
            transformers.levels.file = %s
            transformers.levels.header = level
            transformers.levels.refresh = 100 ms
            """
                .formatted(table));

    try (RoutedAgent agent = RoutedAgent.start(directory, sinks, plugins)) {
      agent.send("spark-sink", "hello", "world");

      assertThat(Received.afterRedelivery(agent, "spark-sink", 2))
          .extracting(ClientEvent::body)
          .containsExactly("HELLO!", "WORLD!");
      assertThat(agent.logged("Spark sink spark-sink: transformer "))
          .singleElement()
          .asString()
          .endsWith(
              "transformer loud: shout, onError=fail, example.ShoutFactory 1.0 from "
                  + jar.toUri().toURL());
      assertTableIsReadAnew(agent, table);
    }
  }

  private static void assertTableIsReadAnew(RoutedAgent agent, Path table) throws Exception {
    try (PollingClient client = agent.connect("looked-up")) {
      assertThat(found(agent, client)).isEqualTo("all is well");
      Path next = table.resolveSibling("next.properties");
      Files.writeString(next, "INFO = nothing to see");
      Files.move(next, table, StandardCopyOption.REPLACE_EXISTING);
      await("the new table")
          .atMost(LIMIT)
          .until(() -> found(agent, client).equals("nothing to see"));

      Files.delete(table);
      agent.process().log().await("a scheduled task of the .*levels.* failed", 0, LIMIT);
      assertThat(found(agent, client)).as("without a file").isEqualTo("nothing to see");
    }
  }

  private static String found(RoutedAgent agent, PollingClient client) throws Exception {
    agent.send("looked-up", "x");
    EventBatch batch = Received.poll(client, 1);
    client.ack(batch);
    return Received.events(batch).get(0).headers().get("level.found");
  }

  private static Path build(Path directory) throws Exception {
    Path project = directory.resolve("project");
    try (Stream<Path> files = Files.walk(PROJECT)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = project.resolve(PROJECT.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    IsolatedMaven maven = new IsolatedMaven(ROOT, directory.resolve("maven"));
    maven.deploy("api", "flume-spark-sink-api");
    maven.run(project, "package");
    return project.resolve("target");
  }

  /** What the README has an operator write, without its prefix. */
  private static String readmeKeys() throws Exception {
    return String.join(
        "\n",
        blocks("properties")
            .get(0)
            .lines()
            .map(line -> line.replace("agent.sinks.spark-sink.", ""))
            .toList());
  }

  @Test
  void theReadmesCodeIsThatProjectsCode() throws Exception {
    assertThat(blocks("java")).containsExactly(Files.readString(PROJECT.resolve(SOURCE)));
    assertThat(blocks("xml"))
        .singleElement()
        .satisfies(
            part ->
                assertThat(Files.readString(PROJECT.resolve("pom.xml")))
                    .containsIgnoringWhitespaces(part));
    assertThat(section("All of one"))
        .contains(
            "`" + SERVICE + "`",
            "`"
                + Files.readAllLines(PROJECT.resolve("src/main/resources").resolve(SERVICE)).get(0)
                + "`");
  }

  /** These projects have plugins of our versions: our build's downloads are all that they get. */
  @ParameterizedTest
  @CsvSource({
    "itests/flume-agent/extensions/drop-in/pom.xml, 4",
    "extensions/authors/archetype/src/main/resources/archetype-resources/pom.xml, 5"
  })
  void anAuthorsPluginsAreThoseOfOurBuild(String pom, int count) throws Exception {
    String ours = Files.readString(ROOT.resolve("pom.xml")).replaceAll("\\s+", "");
    Matcher plugins =
        Pattern.compile("<artifactId>maven-.*-plugin</artifactId>\\s*<version>.*</version>")
            .matcher(Files.readString(ROOT.resolve(pom)));
    int compared = 0;
    while (plugins.find()) {
      assertThat(ours).contains(plugins.group().replaceAll("\\s+", ""));
      compared++;
    }
    assertThat(compared).isEqualTo(count);
  }

  @Test
  void theReadmesLookupIsThatProjectsLookup() throws Exception {
    assertThat(blocks("java", "A file that is read anew"))
        .singleElement()
        .satisfies(
            part ->
                assertThat(
                        Files.readString(
                            PROJECT.resolve("src/main/java/example/LookupFactory.java")))
                    .contains(part));
  }

  private static List<String> blocks(String language) throws Exception {
    return blocks(language, "All of one");
  }

  private static List<String> blocks(String language, String title) throws Exception {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(section(title))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String section(String title) throws Exception {
    String readme = Files.readString(ROOT.resolve("api/README.md"));
    int start = readme.indexOf("\n## %s\n".formatted(title));
    return readme.substring(start, readme.indexOf("\n## ", start + 1));
  }
}
