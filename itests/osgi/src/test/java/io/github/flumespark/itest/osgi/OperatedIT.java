package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator of a plain framework has: commands and health checks. */
final class OperatedIT {

  private static final String SINK_CHECK = "Flume sink spark-sink of ";

  static List<World> worlds() {
    return World.frameworks();
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void gogoShowsAndRestartsAgents(World world) throws Exception {
    try (Container container = Container.start(world, "gogo");
        RunningAgent agent = container.configureAgent(Agents.withSink(Map.of()))) {
      Extras extras = Extras.install(container);
      container.deployExtension("event-transformers");
      int port = agent.awaitPort();

      assertThat(extras.gogo("flume-spark:agents --json")).contains("\"name\":\"agent\"");
      assertThat(extras.gogo("flume-spark:status"))
          .containsPattern("agent +\\| spark-sink +\\| started +\\| +" + port)
          .contains("header-filter");

      int mark = container.log().length();
      assertThat(extras.gogo("flume-spark:restart agent spark-sink"))
          .isEqualTo("Flume agent agent, sink 'spark-sink' has been restarted");
      agent.awaitPort(mark);
      mark = container.log().length();
      assertThat(extras.gogo("flume-spark:restart agent"))
          .isEqualTo("Flume agent agent has been restarted");
      agent.awaitPort(mark);

      container.install(PartBundles.version(container.directory(), Jars.sink(), "9.0.0"));
      assertThat(extras.gogo("flume-spark:status"))
          .containsPattern(
              "flume-spark-sink 9\\.0\\.0 \\[\\d+\\] is installed and not in use, because \\S+ \\[");

      assertThatThrownBy(() -> extras.gogo("flume-spark:restart nobody"))
          .hasMessage("There is no Flume agent 'nobody'; there are: agent");
      assertThatThrownBy(() -> extras.gogo("flume-spark:agents --xml"))
          .hasMessage("flume-spark:agents [--json]");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void healthChecksFollowTheAgentsAndTheirSinks(World world) throws Exception {
    Map<String, String> stamp =
        Map.of(
            "transformers", "mark",
            "transformers.mark.type", "stamp",
            "transformers.mark.text", "seen");
    try (Container container = Container.start(world, "health")) {
      Extras extras = Extras.install(container);
      try (RunningAgent agent = container.configureAgent(Agents.withSink(stamp))) {
        String critical = awaitCheck(extras, SINK_CHECK, "CRITICAL");
        assertThat(critical).contains("transformers.mark.type has the value 'stamp'");

        container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
        agent.awaitPort();
        awaitCheck(extras, SINK_CHECK, "OK");
        awaitCheck(extras, "Flume agent of ", "OK");
      }
      Awaitility.await("the checks to go with the agent")
          .atMost(Container.PATIENCE)
          .until(() -> extras.health("flume-spark").isEmpty());

      Map<String, String> broken = new HashMap<>(Agents.withSink(Map.of("port", "none")));
      try (AutoCloseable configuration = container.configure(broken)) {
        assertThat(configuration).isNotNull();
        String refused = awaitCheck(extras, "Flume agent of ", "CRITICAL");
        assertThat(refused).contains("port has the value 'none'");
      }
    }
  }

  private static String awaitCheck(Extras extras, String name, String status) {
    return Awaitility.await(name + status)
        .atMost(Container.PATIENCE)
        .until(
            () ->
                extras.health("flume-spark").entrySet().stream()
                    .filter(check -> check.getKey().startsWith(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(""),
            result -> result.contains("status=" + status));
  }
}
