package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Bundles of extensions, and the mediator, that come and go while a sink runs. */
final class ExtensionsAtRunTimeIT {

  private static final Map<String, String> STAMP =
      Map.of(
          "transformers", "mark",
          "transformers.mark.type", "stamp",
          "transformers.mark.text", "seen");

  private static ProtocolClient client;

  @BeforeAll
  static void startClient() throws Exception {
    client = Clients.start("ExtensionsAtRunTimeIT");
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
  void sinkNamesWhatItMissesAndStartsOnceTheBundleIsThere(World world) throws Exception {
    try (Container container = Container.start(world, "late-bundle")) {
      try (RunningAgent before = container.runAgent(Agents.withSink(Map.of()))) {
        client.open("before", before.awaitPort());
        client.close("before");
      }
      container.deployExtension("event-transformers");
      int mark = container.log().length();

      try (RunningAgent agent = container.runAgent(Agents.withSink(STAMP))) {
        container.awaitLog(
            "transformers\\.mark\\.type has the value 'stamp'; allowed: the name of a transformer;"
                + " available: .*header-filter",
            mark);
        agent.feed(Map.of("body", "waits"));
        assertThat(container.log().substring(mark)).doesNotContain("is listening on");

        container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));

        client.open("c", agent.awaitPort(mark));
        acknowledgeOne("waits", "seen");
        client.close("c");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void sinkThatNeedsAnExtensionWaitsForTheMediator(World world) throws Exception {
    try (Container container = Container.start(world, "mediator")) {
      container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      Bundle mediator = container.bundle(Container.MEDIATOR);
      // The calls that it has woven ask it each time, so they notice that it has stopped.
      try (RunningAgent first = container.runAgent(Agents.withSink(STAMP))) {
        assertThat(first.awaitPort()).isPositive();
      }
      mediator.stop();
      int mark = container.log().length();

      try (RunningAgent agent = container.runAgent(Agents.withSink(STAMP))) {
        container.awaitLog("mediator of this OSGi framework is not active yet", mark);

        mediator.start();

        client.open("c", agent.awaitPort(mark));
        agent.feed(Map.of("body", "on"));
        acknowledgeOne("on", "seen");
        client.close("c");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void mediatorThatStartsAfterTheSinkNeedsARefresh(World.Kind framework) throws Exception {
    // Without the mediator, slf4j 2 would not log.
    World world = new World(framework, "avro-1.11");
    try (Container container = Container.startWithoutMediator(world, "late-mediator")) {
      container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      try (RunningAgent agent = container.runAgent(Agents.withSink(STAMP))) {
        agent.feed(Map.of("body", "waits"));
        container.awaitLog("no extension of this kind was found", 0);
        container.bundle(Container.MEDIATOR).start();
        container.awaitLog("no extension of this kind was found", container.log().length());
        assertThat(container.log()).doesNotContain("is listening on");
      }

      container.refresh(container.bundle(Container.SINK));

      try (RunningAgent agent = container.runAgent(Agents.withSink(STAMP))) {
        assertThat(agent.awaitPort()).isPositive();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void sinkGoesOnWithABundleThatIsStoppedAndUpdated(World world) throws Exception {
    try (Container container = Container.start(world, "stopped-bundle")) {
      Bundle stamp = container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      ClassLoader loader = loaderOfSink(container);
      int mark;
      try (RunningAgent agent = container.runAgent(Agents.withSink(STAMP))) {
        client.open("c", agent.awaitPort());
        agent.feed(Map.of("body", "open batch"));
        ClientBatch open = client.poll("c", 10);

        stamp.stop();
        client.ack("c", open.sequenceNumber());
        agent.feed(Map.of("body", "stopped"));
        acknowledgeOne("stopped", "seen");

        Path update = PartBundles.stamp(container.directory(), "1.1.0");
        try (InputStream content = Files.newInputStream(update)) {
          stamp.update(content);
        }
        stamp.start();
        container.refresh(stamp);
        assertSinkKeeps(loader, container);
        agent.feed(Map.of("body", "updated"));
        acknowledgeOne("updated", "seen");
        assertThat(channelSize()).isZero();
        client.close("c");
        assertThat(container.log()).contains("Stamp 1.0.0 from").doesNotContain("Stamp 1.1.0");
        mark = container.log().length();
      }
      try (RunningAgent next = container.runAgent(Agents.withSink(STAMP))) {
        assertThat(next.awaitPort(mark)).isPositive();
        assertThat(container.log().substring(mark)).contains("Stamp 1.1.0 from");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void eventThatNeedsAClassOfAnUninstalledBundleStaysInTheChannel(World world) throws Exception {
    try (Container container = Container.start(world, "uninstalled-bundle")) {
      Bundle stamp = container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      ClassLoader loader = loaderOfSink(container);
      try (RunningAgent agent = container.runAgent(Agents.withSink(STAMP))) {
        client.open("c", agent.awaitPort());
        agent.feed(Map.of("body", "before"));
        acknowledgeOne("before", "seen");

        stamp.uninstall();
        container.refresh(stamp);
        assertSinkKeeps(loader, container);
        agent.feed(Map.of("body", "as before"));
        acknowledgeOne("as before", "seen");

        agent.feed(Map.of("body", "needs more", "late", "yes"));
        for (int attempt = 0; attempt < 3; attempt++) {
          ClientBatch refused = client.poll("c", 10);
          assertThat(refused.events()).isEmpty();
          assertThat(refused.errorMsg()).contains("mark", "NoClassDefFoundError", "Stamp");
        }
        assertThat(channelSize()).isEqualTo(1);
        client.close("c");
      }
      assertThat(container.log()).contains("Spark sink spark-sink has stopped");
    }
    assertThat(Threads.named("spark-sink")).as("threads that are left").isEmpty();
  }

  private static void acknowledgeOne(String body, String stamp) throws InterruptedException {
    ClientBatch batch = client.poll("c", 10);
    assertThat(batch.bodies()).as(batch.errorMsg()).containsExactly(body);
    assertThat(batch.events().get(0).headers()).containsEntry("stamp", stamp);
    client.ack("c", batch.sequenceNumber());
  }

  /** A refresh that reached it would have given it another class loader. */
  private static void assertSinkKeeps(ClassLoader loader, Container container) {
    assertThat(container.bundle(Container.SINK).getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(container.bundle(Container.FLUME).getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(loaderOfSink(container)).isSameAs(loader);
  }

  private static ClassLoader loaderOfSink(Container container) {
    return container.bundle(Container.SINK).adapt(BundleWiring.class).getClassLoader();
  }

  /** Flume's own count of what is in the channel, open transactions included. */
  private static Long channelSize() throws JMException {
    return (Long)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(new ObjectName("org.apache.flume.channel:type=ch"), "ChannelSize");
  }
}
