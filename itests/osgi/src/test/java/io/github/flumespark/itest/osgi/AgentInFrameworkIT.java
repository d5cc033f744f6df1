package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ClientEvent;
import io.github.flumespark.itest.client.ProtocolClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** A Flume agent whose every part is a bundle, and a client outside. */
final class AgentInFrameworkIT {

  private static final String SINK_OF_FLUME = "org.apache.flume.sink.AbstractSink";

  private static ProtocolClient client;

  @BeforeAll
  static void startClient() throws Exception {
    client = Clients.start("AgentInFrameworkIT");
  }

  @AfterAll
  static void endClient() {
    client.close();
  }

  static List<World> worlds() {
    return World.all();
  }

  static List<World> frameworks() {
    return World.frameworks();
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void clientOutsideGetsFilteredEventsAndAcknowledgesThem(World world) throws Exception {
    try (Container container = Container.start(world, "AgentInFrameworkIT")) {
      for (String extension : Jars.EXTENSIONS) {
        container.deployExtension(extension);
      }
      container.deploy(Jars.withJackson());
      assertThat(container.states()).as("bundles that are not active").isEmpty();
      assertClassesComeFromBundles(container);

      Map<String, String> keys =
          Map.of(
              "transformers", "filter fields",
              "transformers.filter.type", "header-filter",
              "transformers.filter.remove", "secret",
              "transformers.fields.type", "json-fields",
              "transformers.fields.when.body.glob", "{*}",
              "admission.type", "bounded",
              "admission.maxEvents", "2",
              "sequence.type", "uuid-v7");
      try (RunningAgent agent = container.runAgent(Agents.withSink(keys))) {
        for (String body : List.of("one", "two", "{\"user\": \"jo\"}")) {
          agent.feed(Map.of("body", body, "secret", "x", "n", body));
        }
        client.open("c", agent.awaitPort());

        ClientBatch refused = client.poll("c", 10);
        assertThat(refused.bodies()).containsExactly("one", "two");
        client.nack("c", refused.sequenceNumber());

        ClientBatch again = client.poll("c", 10);
        assertThat(again.events())
            .containsExactly(
                new ClientEvent(Map.of("n", "one", "from", "feed"), "one"),
                new ClientEvent(Map.of("n", "two", "from", "feed"), "two"));
        client.ack("c", again.sequenceNumber());

        ClientBatch rest = client.poll("c", 10);
        assertThat(rest.events())
            .singleElement()
            .satisfies(event -> assertThat(event.headers()).containsEntry("user", "jo"));
        client.ack("c", rest.sequenceNumber());
        assertThat(client.poll("c", 10).events()).isEmpty();
        client.close("c");

        assertThat(container.log())
            .containsPattern("transformer filter: header-filter.*HeaderFilter 1\\.0\\.0.* from .+");
      }
      assertThat(container.log()).contains("Spark sink spark-sink has stopped");
    }
    assertThat(Threads.named("spark-sink")).as("threads that are left").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void configurationStartsAndEndsAnAgent(World world) throws Exception {
    try (Container container = Container.start(world, "ConfiguredAgent");
        RunningAgent agent = container.configureAgent(Agents.withSink(Map.of()))) {
      client.open("configured", agent.awaitPort());
      agent.feed(Map.of("body", "one"));
      ClientBatch batch = client.poll("configured", 10);
      assertThat(batch.bodies()).containsExactly("one");
      client.ack("configured", batch.sequenceNumber());
      client.close("configured");
    }
  }

  private static void assertClassesComeFromBundles(Container container) throws Exception {
    assertThatThrownBy(() -> Class.forName(Agents.SINK_TYPE))
        .as("the sink on the tests' class path")
        .isInstanceOf(ClassNotFoundException.class);
    Bundle flume = container.bundle(Container.FLUME);
    Bundle sink = container.bundle(Container.SINK);
    Class<?> byName = flume.loadClass(Agents.SINK_TYPE);
    assertThat(FrameworkUtil.getBundle(byName)).as("by its name, from Flume").isEqualTo(sink);
    assertThat(byName).isSameAs(sink.loadClass(Agents.SINK_TYPE));
    assertThat(flume.loadClass(SINK_OF_FLUME)).as("Flume's own type").isAssignableFrom(byName);
  }
}
