package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** What is left of an agent, and of its bundles, once they are gone: nothing. */
final class LeftoversIT {

  private static final Map<String, String> STAMP =
      Map.of(
          "transformers", "mark",
          "transformers.mark.type", "stamp",
          "transformers.mark.text", "seen");

  private static ProtocolClient client;

  @BeforeAll
  static void startClient() throws Exception {
    client = Clients.start("LeftoversIT");
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
  void noThreadNoBeanAndNoClassLoaderStaysBehind(World world, @TempDir Path data) throws Exception {
    try (Container container = Container.start(world, "leftovers")) {
      Bundle stamp = container.deploy(PartBundles.stamp(container.directory(), "1.0.0"));
      List<Bundle> bundles =
          List.of(
              stamp,
              container.bundle("itest.source"),
              container.bundle(Container.SINK),
              container.bundle(Container.FLUME),
              container.bundle("io.github.flumespark.flume-spark-sink-api"));
      Set<String> threads = threads();
      List<WeakReference<ClassLoader>> loaders = loaders(bundles);

      runAgent(container, data);
      assertThat(beans()).isEmpty();
      Awaitility.await("the threads to be those of before")
          .atMost(Container.PATIENCE)
          .untilAsserted(() -> assertThat(threads()).isSubsetOf(threads));

      Container.inside(
          () -> {
            for (Bundle bundle : bundles) {
              bundle.uninstall();
            }
            return null;
          });
      container.refresh(bundles.toArray(Bundle[]::new));
      Awaitility.await("the class loaders to be collected")
          .atMost(Container.PATIENCE)
          .untilAsserted(
              () -> {
                System.gc();
                assertThat(loaders).allSatisfy(loader -> assertThat(loader.get()).isNull());
              });
    }
  }

  /** In a method of its own, so that no variable keeps the agent. */
  private static void runAgent(Container container, Path data) throws Exception {
    try (RunningAgent agent = container.configureAgent(withFileChannel(data))) {
      client.open("c", agent.awaitPort());
      // The channel leaves a transaction in the thread that puts into it.
      Thread feeder = new Thread(() -> agent.feed(Map.of("body", "one")));
      feeder.start();
      feeder.join();
      ClientBatch batch = client.poll("c", 10);
      assertThat(batch.bodies()).containsExactly("one");
      client.ack("c", batch.sequenceNumber());
      client.close("c");
      assertThat(beans()).as("while it runs").isNotEmpty();
    }
  }

  private static Map<String, String> withFileChannel(Path data) {
    Map<String, String> all = new HashMap<>(Agents.withSink(STAMP));
    all.put("agent.channels.ch.type", "file");
    all.put("agent.channels.ch.checkpointDir", data.resolve("checkpoint").toString());
    all.put("agent.channels.ch.dataDirs", data.resolve("data").toString());
    all.put("agent.channels.ch.minimumRequiredSpace", "1048576");
    return all;
  }

  private static List<WeakReference<ClassLoader>> loaders(List<Bundle> bundles) {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    bundles.forEach(
        bundle ->
            loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader())));
    return loaders;
  }

  private static Set<ObjectName> beans() throws Exception {
    Set<ObjectName> beans = new TreeSet<>();
    for (String domain : List.of("org.apache.flume.*:*", "io.github.flumespark*:*")) {
      beans.addAll(
          ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName(domain), null));
    }
    return beans;
  }

  /** Of this JVM, but for those that come and go with the tests and the JVM itself. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("awaitility") && !name.startsWith("process reaper"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
