package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ClientEvent;
import io.github.flumespark.itest.client.ProtocolClient;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Sinks that run take new code of their extensions, while clients are connected. */
final class ReloadIT {

  private static final Map<String, String> STAMP =
      Map.of(
          "transformers", "mark",
          "transformers.mark.type", "stamp",
          "transformers.mark.text", "seen");

  private static ProtocolClient client;

  @BeforeAll
  static void startClient() throws Exception {
    client = Clients.start("ReloadIT");
  }

  @AfterAll
  static void endClient() {
    client.close();
  }

  static List<World> worlds() {
    return World.frameworks();
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void anUpdateIsTakenUpAndTheOldCodeIsFree(World world) throws Exception {
    try (Container container = Container.start(world, "reload-update")) {
      Bundle stamp = container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      WeakReference<ClassLoader> old = new WeakReference<>(loader(stamp));
      ClassLoader sink = loader(container.bundle(Container.SINK));
      try (RunningAgent agent = container.configureAgent(Agents.withSink(STAMP))) {
        client.open("c", agent.awaitPort());
        agent.feed(Map.of("body", "under the old"));
        ClientBatch open = client.poll("c", 10);
        assertThat(code(open)).isEqualTo("1.0.0");

        container.update(stamp, PartBundles.stamp(container.directory(), "1.1.0"));
        container.awaitLog("Spark sink spark-sink now uses transformer mark: stamp", 0);
        agent.feed(Map.of("body", "under the new"));
        client.open("d", agent.awaitPort());
        acknowledge("d", "under the new", "1.1.0");

        client.ack("c", open.sequenceNumber());
        agent.feed(Map.of("body", "on the old connection"));
        acknowledge("c", "on the old connection", "1.1.0");
        assertThat(loader(container.bundle(Container.SINK))).isSameAs(sink);
        Awaitility.await("the old class loader to be collected")
            .atMost(Container.PATIENCE)
            .until(
                () -> {
                  System.gc();
                  return old.get() == null;
                });
        client.close("c");
        client.close("d");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void anUpdateThatIsBrokenLeavesTheOldCodeAndSaysWhy(World world) throws Exception {
    try (Container container = Container.start(world, "reload-broken")) {
      Bundle stamp = container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      try (RunningAgent agent = container.configureAgent(Agents.withSink(STAMP))) {
        client.open("c", agent.awaitPort());

        container.update(stamp, PartBundles.brokenStamp(container.directory(), "1.1.0"));
        container.awaitLog("those in use stay: .*broken on purpose", 0);
        agent.feed(Map.of("body", "still"));
        acknowledge("c", "still", "1.0.0");
        assertThat(attribute("ExtensionsProblem")).contains("broken on purpose");

        container.update(stamp, PartBundles.stamp(container.directory(), "1.2.0"));
        awaitCode("c", agent, "1.2.0");
        assertThat(attribute("ExtensionsProblem")).isEmpty();
        assertThat(container.log().split("those in use stay", -1)).as("tried once").hasSize(2);
        client.close("c");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aBundleThatGoesIsMissedAndItsSuccessorIsTakenUp(World world) throws Exception {
    try (Container container = Container.start(world, "reload-successor")) {
      Bundle stamp = container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      try (RunningAgent agent = container.configureAgent(Agents.withSink(STAMP))) {
        client.open("c", agent.awaitPort());
        Extras extras = Extras.install(container);

        stamp.stop();
        stamp.start();
        stamp.uninstall();
        container.refresh(stamp);
        agent.feed(Map.of("body", "as before"));
        acknowledge("c", "as before", "1.0.0");
        assertThat(extras.gogo("flume-spark:status"))
            .containsPattern("stamp +\\| itest\\.stamp 1\\.0\\.0 +\\| gone +\\| auto");

        container.deploy(PartBundles.stamp(container.directory(), "2.0.0"));
        awaitCode("c", agent, "2.0.0");
        assertThat(extras.gogo("flume-spark:status"))
            .containsPattern("stamp +\\| itest\\.stamp 2\\.0\\.0 +\\| the same +\\| auto");
        assertThat(container.log().split("now uses transformer", -1)).as("once").hasSize(2);
        client.close("c");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void whereReloadIsManualAnUpdateWaitsForTheCommand(World world) throws Exception {
    Map<String, String> manual = new HashMap<>(STAMP);
    manual.put("extensions.reload", "manual");
    try (Container container = Container.start(world, "reload-manual")) {
      Bundle stamp = container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      try (RunningAgent agent = container.configureAgent(Agents.withSink(manual))) {
        client.open("c", agent.awaitPort());
        Extras extras = Extras.install(container);

        container.update(stamp, PartBundles.stamp(container.directory(), "1.1.0"));
        Awaitility.await("the status to show both")
            .atMost(Container.PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(extras.gogo("flume-spark:status"))
                        .containsPattern(
                            "itest\\.stamp 1\\.0\\.0 +\\| itest\\.stamp 1\\.1\\.0 +\\| manual"));
        agent.feed(Map.of("body", "waits"));
        acknowledge("c", "waits", "1.0.0");

        assertThat(extras.gogo("flume-spark:reload agent"))
            .isEqualTo("Flume agent agent: extensions have been loaded anew by spark-sink");
        agent.feed(Map.of("body", "told"));
        acknowledge("c", "told", "1.1.0");

        container.update(stamp, PartBundles.brokenStamp(container.directory(), "1.2.0"));
        assertThatThrownBy(() -> extras.gogo("flume-spark:reload agent spark-sink"))
            .hasMessageContaining("broken on purpose");
        client.close("c");
      }
    }
  }

  private static ClassLoader loader(Bundle bundle) {
    return bundle.adapt(BundleWiring.class).getClassLoader();
  }

  private static String code(ClientBatch batch) {
    assertThat(batch.events()).as(batch.errorMsg()).hasSize(1);
    return batch.events().get(0).headers().get("code");
  }

  private static void acknowledge(String connection, String body, String code)
      throws InterruptedException {
    ClientBatch batch = client.poll(connection, 10);
    assertThat(code(batch)).isEqualTo(code);
    assertThat(batch.bodies()).containsExactly(body);
    client.ack(connection, batch.sequenceNumber());
  }

  /** Feeds until an event comes from that code. */
  private static void awaitCode(String connection, RunningAgent agent, String code) {
    Awaitility.await("events from " + code)
        .atMost(Container.PATIENCE)
        .until(
            () -> {
              agent.feed(Map.of("body", "which"));
              ClientBatch batch = client.poll(connection, 10);
              client.ack(connection, batch.sequenceNumber());
              List<ClientEvent> events = batch.events();
              return !events.isEmpty() && code.equals(events.get(0).headers().get("code"));
            });
  }

  private static String attribute(String name) throws JMException {
    return String.valueOf(
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName("io.github.flumespark:type=Sink,agent=agent,name=spark-sink"),
                name));
  }
}
