package io.github.flumespark.itest.karaf;

import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.agent.EndAtExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A stock Karaf in a JVM of its own, on loopback ports that are free. It knows no Maven repository
 * but its own system directory. Closing it, or the end of this JVM, ends it.
 */
final class Karaf implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofMinutes(3);
  private static final Duration COMMAND = Duration.ofMinutes(2);

  /**
   * What is only softly reachable goes with each collection, and not when the heap is full. For a
   * Karaf that lives for seconds the second compiler's work comes late.
   */
  private static final String JVM_OPTIONS =
      "-Xmx256m -XX:SoftRefLRUPolicyMSPerMB=0 -XX:TieredStopAtLevel=1";

  private final Path home;
  private final List<Integer> ports;
  private final Map<String, String> environment = new HashMap<>();
  private final KarafLog log;
  private Process process;
  private EndAtExit atExit;

  private Karaf(Path home, List<Integer> ports) {
    this.home = home;
    this.ports = ports;
    this.log = new KarafLog(home.resolve("data/log/karaf.log"));
  }

  /**
   * A fresh copy; not started.
   *
   * @param name of its directory
   * @param framework {@code felix} or {@code equinox}
   */
  static Karaf create(String name, String framework) throws IOException {
    Path home = Project.work().resolve(name);
    deleteIfThere(home);
    copy(Project.stockKaraf(), home);
    List<Integer> ports = Ports.free(3);
    Karaf karaf = new Karaf(home, ports);
    Path etc = home.resolve("etc");
    set(etc.resolve("config.properties"), "karaf.framework", framework);
    set(etc.resolve("org.apache.karaf.shell.cfg"), "sshHost", "127.0.0.1");
    set(etc.resolve("org.apache.karaf.shell.cfg"), "sshPort", ports.get(0));
    set(etc.resolve("org.apache.karaf.management.cfg"), "rmiRegistryPort", ports.get(1));
    set(etc.resolve("org.apache.karaf.management.cfg"), "rmiServerPort", ports.get(2));
    // The user for bin/client, which is there but commented out.
    set(etc.resolve("users.properties"), "karaf", "karaf,_g_:admingroup");
    set(
        etc.resolve("users.properties"),
        "_g_\\:admingroup",
        "group,admin,manager,viewer,systembundles,ssh");
    Path maven = etc.resolve("org.ops4j.pax.url.mvn.cfg");
    set(maven, "org.ops4j.pax.url.mvn.repositories", "");
    set(maven, "org.ops4j.pax.url.mvn.localRepository", home.resolve("data/maven"));
    return karaf;
  }

  Path home() {
    return home;
  }

  /** A variable of its environment, from the next start on. */
  void setEnvironment(String name, String value) {
    environment.put(name, value);
  }

  /** Its JVM. */
  long pid() {
    return process.pid();
  }

  KarafLog log() {
    return log;
  }

  /** Karaf's own ports: ssh and JMX. */
  List<Integer> ports() {
    return ports;
  }

  /** Starts it and waits until it takes commands. */
  void start() throws IOException {
    process =
        processBuilder(List.of("bin/karaf", "daemon"))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("console.log").toFile())
            .start();
    atExit = new EndAtExit(process, "end-karaf-" + process.pid());
    process.getOutputStream().close();
    await("Karaf listens for ssh; see " + home)
        .atMost(STARTUP)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("Karaf has ended; see " + home);
              }
              return Ports.isOpen(ports.get(0));
            });
  }

  /** Types lines into a console, by way of bin/client; what it prints. */
  String run(List<String> lines) throws IOException, InterruptedException {
    String printed = print(lines);
    if (printed.contains("Error executing command") || printed.contains("Command not found")) {
      throw new IllegalStateException("%s: %s; see %s".formatted(lines, printed, home));
    }
    return printed;
  }

  /** The same for what may fail, as a user of a name who has that for a password, too. */
  String print(List<String> lines, String... user) throws IOException, InterruptedException {
    Path output = home.resolve("client.log");
    List<String> command = new ArrayList<>(List.of("bin/client", "-b", "-r", "50"));
    for (String name : user) {
      command.addAll(List.of("-u", name, "-p", name));
    }
    Process client =
        processBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      client.getOutputStream().write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
      client.getOutputStream().write('\n');
      client.getOutputStream().close();
      if (!client.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "Waited for %s, %s; got %s".formatted(lines, COMMAND, Files.readString(output)));
      }
    } finally {
      client.destroyForcibly();
    }
    return Files.readString(output).replaceAll("\u001b\\[[0-9;]*m", "");
  }

  /** Runs a line of a shell in the project's directory, with {@code KARAF_HOME} set. */
  void shell(String line) throws IOException, InterruptedException {
    Process shell =
        processBuilder(List.of("sh", "-ec", line))
            .directory(Project.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("shell.log").toFile())
            .start();
    try {
      if (!shell.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS) || shell.exitValue() != 0) {
        throw new IllegalStateException(
            line + " failed: " + Files.readString(home.resolve("shell.log")));
      }
    } finally {
      shell.destroyForcibly();
    }
  }

  private ProcessBuilder processBuilder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("KARAF_"));
    environment.put("KARAF_HOME", home.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_OPTS", JVM_OPTIONS);
    environment.putAll(this.environment);
    return builder;
  }

  /** Puts a file into a directory that Karaf watches, whole. */
  void put(String name, String text) throws IOException {
    Path next = Files.createTempFile(home, "next", ".tmp");
    Files.writeString(next, text);
    Files.move(next, home.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Asks it to stop, as an operator does. */
  void stop() throws IOException, InterruptedException {
    shell("\"$KARAF_HOME/bin/stop\"");
  }

  /** Whether it has ended within a limit. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    atExit.cancel();
  }

  /** Kills it, as {@code kill -9} does, and waits for its end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sets a key of a properties file, and drops the value that it had. */
  static void set(Path file, String key, Object value) throws IOException {
    StringBuilder rest = new StringBuilder();
    boolean dropping = false;
    for (String line : Files.readAllLines(file)) {
      dropping = dropping || line.replace(" ", "").startsWith(key + "=");
      if (!dropping) {
        rest.append(line).append('\n');
      }
      dropping = dropping && line.endsWith("\\");
    }
    Files.writeString(file, rest + key + " = " + value + "\n");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void deleteIfThere(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
