package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.author.IsolatedMaven;
import io.github.flumespark.itest.client.ClientEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the README tells an author to do, done: a jar from a project that has the API and no more.
 */
class DropInIT {

  private static final Path ROOT = Path.of("../../..").toAbsolutePath().normalize();
  private static final Path PROJECT = Path.of("drop-in");
  private static final String SOURCE = "src/main/java/example/ShoutFactory.java";
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

    try (RoutedAgent agent =
        RoutedAgent.start(directory, Map.of("spark-sink", readmeKeys()), plugins)) {
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
    }
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
    assertThat(section())
        .contains(
            "`" + SERVICE + "`",
            "`"
                + Files.readString(PROJECT.resolve("src/main/resources").resolve(SERVICE)).strip()
                + "`");
  }

  /** These projects have plugins of our versions: our build's downloads are all that they get. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "itests/flume-agent/extensions/drop-in/pom.xml",
        "extensions/authors/archetype/src/main/resources/archetype-resources/pom.xml"
      })
  void anAuthorsPluginsAreThoseOfOurBuild(String pom) throws Exception {
    String ours = Files.readString(ROOT.resolve("pom.xml")).replaceAll("\\s+", "");
    Matcher plugins =
        Pattern.compile("<artifactId>maven-.*-plugin</artifactId>\\s*<version>.*</version>")
            .matcher(Files.readString(ROOT.resolve(pom)));
    int compared = 0;
    while (plugins.find()) {
      assertThat(ours).contains(plugins.group().replaceAll("\\s+", ""));
      compared++;
    }
    assertThat(compared).isGreaterThanOrEqualTo(4);
  }

  private static List<String> blocks(String language) throws Exception {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(section())
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String section() throws Exception {
    String readme = Files.readString(ROOT.resolve("api/README.md"));
    int start = readme.indexOf("\n## All of one\n");
    return readme.substring(start, readme.indexOf("\n## ", start + 1));
  }
}
