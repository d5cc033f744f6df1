package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Spark standalone cluster on the loopback address: a master and workers, each in a JVM of its
 * own, from Maven's jars. Free ports throughout. Executors are children of their worker, and end
 * when it does.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  /** Two names of one: Spark starts no second attempt of a task on the host of the first. */
  private static final List<String> HOSTS = List.of("127.0.0.1", "localhost");

  private final Path home;
  private final Node master;
  private final String url;
  private final List<Node> workers = new ArrayList<>();

  /** Starts a master and so many workers, which work below the directory. */
  StandaloneCluster(Path directory, int count) throws IOException {
    home = home();
    master =
        new Node("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0");
    try {
      url = master.await(MASTER).group(1);
      for (int i = 0; i < count; i++) {
        Path work = Files.createDirectories(directory.resolve("worker-" + i));
        workers.add(
            new Node(
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                HOSTS.get(i % HOSTS.size()),
                "--port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                work.toString(),
                url));
      }
      for (Node worker : workers) {
        worker.await(REGISTERED);
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** Spark alone: what an application needs besides, it brings. Links, below the build's target. */
  private static Path home() throws IOException {
    Path home = Path.of("target", "spark-home").toAbsolutePath();
    Path jars = Files.createDirectories(home.resolve("jars"));
    try (Stream<Path> old = Files.list(jars)) {
      for (Path link : old.toList()) {
        Files.delete(link);
      }
    }
    for (String jar : StructuredProcess.jars()) {
      if (!jar.contains("flume-spark-client")) {
        Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
      }
    }
    return home;
  }

  /** As {@code spark.master} wants it. */
  String url() {
    return url;
  }

  /** What an application needs to be told to run there, and to be done with it soon. */
  List<String> conf() throws IOException {
    String client =
        StructuredProcess.jars().stream()
            .filter(entry -> entry.contains("flume-spark-client"))
            .collect(Collectors.joining(","));
    return List.of(
        "spark.master=" + url,
        "spark.jars=" + client,
        "spark.driver.host=127.0.0.1",
        "spark.driver.bindAddress=127.0.0.1",
        "spark.executor.memory=512m",
        "spark.executor.cores=1",
        "spark.locality.wait=0");
  }

  /** SIGKILL for a worker and, since a machine that fails spares nothing, for its executors. */
  void killWorker(int index) throws InterruptedException {
    workers.get(index).kill();
  }

  @Override
  public void close() {
    workers.forEach(Node::close);
    master.close();
  }

  /** A JVM of the cluster. */
  private final class Node implements AutoCloseable {

    private final Process process;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    Node(String main, String... arguments) throws IOException {
      List<String> command = TestJvm.command("256m");
      command.addAll(List.of("-cp", home.resolve("jars") + "/*", main, "--webui-port", "0"));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.directory(home.toFile());
      builder.environment().put("SPARK_HOME", home.toString());
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
      builder.environment().put("SPARK_SCALA_VERSION", "2.13");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      process = builder.start();
      Thread reader = new Thread(this::read, main + "-" + process.pid());
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader in = process.inputReader(UTF_8)) {
        in.lines().forEach(log::add);
      } catch (IOException | UncheckedIOException e) {
        log.add("[the output ended: " + e + "]");
      }
    }

    Matcher await(Pattern pattern) {
      try {
        return Awaitility.await("a line with " + pattern)
            .atMost(SparkProcess.PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> find(pattern), Optional::isPresent)
            .orElseThrow();
      } catch (RuntimeException e) {
        throw new AssertionError("No " + pattern + " in\n" + String.join("\n", log), e);
      }
    }

    private Optional<Matcher> find(Pattern pattern) {
      synchronized (log) {
        return log.stream().map(pattern::matcher).filter(Matcher::find).findFirst();
      }
    }

    void kill() throws InterruptedException {
      List<ProcessHandle> executors;
      try (Stream<ProcessHandle> children = process.descendants()) {
        executors = children.toList();
      }
      process.destroyForcibly();
      executors.forEach(ProcessHandle::destroyForcibly);
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new AssertionError("process %d survives a kill".formatted(process.pid()));
      }
    }

    @Override
    public void close() {
      try {
        kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
