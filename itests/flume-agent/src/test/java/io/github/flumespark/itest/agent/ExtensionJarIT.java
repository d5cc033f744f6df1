package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stranger's jar, compiled against the API alone and dropped into plugins.d. */
class ExtensionJarIT {

  private static final String SERVICE =
      "org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory";

  @Test
  void aTransformerInAJarOfItsOwnIsFoundByItsName() throws Exception {
    Path directory = Agents.workDirectory(ExtensionJarIT.class, "agent");
    FlumeHome home = FlumeHome.assembled();
    Path plugins = directory.resolve("plugins.d");
    Path api = home.pluginsPath().get(0).resolve("flume-spark-sink/libext");
    PluginJar.compile("extension/ShoutFactory.java", List.of(api), directory.resolve("classes"))
        .withService(SERVICE, "example.ShoutFactory")
        .writeTo(plugins.resolve("my-ext/lib/shout.jar"));
    String properties =
        Agents.netcatToMemory()
            + Agents.sink(
                0,
                "transformers = loud",
                "transformers.loud.type = shout",
                "transformers.loud.suffix = !");

    try (AgentProcess agent =
            AgentSetup.of("agent", properties)
                .withHome(home.withPlugins(plugins))
                .start(directory);
        Netcat netcat = new Netcat(agent.awaitNetcatPort(0));
        PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
      netcat.send(List.of("hello", "world"));

      assertThat(Consumer.drain(client, 10, 2)).containsExactly("HELLO!", "WORLD!");
    }
  }
}
