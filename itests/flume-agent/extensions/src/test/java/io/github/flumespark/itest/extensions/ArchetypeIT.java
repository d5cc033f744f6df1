package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.author.ArchetypeProject;
import io.github.flumespark.itest.client.ClientEvent;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An author's first hour: the archetype, its contract test, and the lines of its README. */
class ArchetypeIT {

  private static final Path ROOT = Path.of("../../..").toAbsolutePath().normalize();
  private static final String SECTION = "In a Flume agent";

  @Test
  void theGeneratedProjectPassesItsTestsAndRunsInAnAgentByItsReadme() throws Exception {
    Path directory = Agents.workDirectory(ArchetypeIT.class, "agent");
    ArchetypeProject project =
        ArchetypeProject.generate(ROOT, Agents.workDirectory(ArchetypeIT.class, "project"));
    Path home = directory.resolve("home");

    project.buildAndCopy(SECTION, "FLUME_HOME", home);

    String keys = project.keys(SECTION).replace("agent.sinks.spark-sink.", "");
    try (RoutedAgent agent =
        RoutedAgent.start(directory, Map.of("spark-sink", keys), home.resolve("plugins.d"))) {
      agent.send("spark-sink", "short", "x".repeat(101), "brief");

      assertThat(Received.afterRedelivery(agent, "spark-sink", 2))
          .extracting(ClientEvent::body, event -> event.headers().get("size"))
          .containsExactly(tuple("short", "5"), tuple("brief", "5"));
      assertThat(agent.logged("Spark sink spark-sink: transformer "))
          .singleElement()
          .asString()
          .contains(
              "transformer mine: %s, onError=fail, %s "
                  .formatted(ArchetypeProject.EXTENSION, ArchetypeProject.CLASS));
    }
  }
}
