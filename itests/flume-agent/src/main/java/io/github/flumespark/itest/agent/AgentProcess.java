package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/**
 * A Flume agent in a JVM of its own, started like {@code bin/flume-ng agent} does it. Everything
 * that it writes stays in its work directory. Closing it, or the end of this JVM, ends it.
 */
public final class AgentProcess implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final Path propertiesFile;
  private final Process process;
  private final AgentLog log;
  private final EndAtExit atExit;

  private AgentProcess(AgentSetup setup, Path workDirectory) throws IOException {
    Path conf = Files.createDirectories(workDirectory.resolve("conf")).toAbsolutePath();
    propertiesFile = conf.resolve("flume.properties");
    Files.writeString(propertiesFile, setup.properties());
    Files.writeString(conf.resolve("log4j2.xml"), setup.log4j2());
    Files.writeString(conf.resolve("log4j.properties"), setup.log4j());

    process =
        new ProcessBuilder(command(setup, conf))
            .directory(workDirectory.toFile())
            .redirectErrorStream(true)
            .start();
    atExit = new EndAtExit(process, "end-agent-" + process.pid());
    process.getOutputStream().close();
    Path logFile = Files.createTempFile(workDirectory, "agent-", ".log");
    log = new AgentLog(process.getInputStream(), logFile, setup.name());
  }

  static AgentProcess start(AgentSetup setup, Path workDirectory) throws IOException {
    Files.createDirectories(workDirectory);
    return new AgentProcess(setup, workDirectory);
  }

  private List<String> command(AgentSetup setup, Path conf) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + setup.heap());
    command.add("-Djava.net.preferIPv4Stack=true");
    command.addAll(setup.jvmOptions());
    command.add("-cp");
    command.add(setup.home().classPath(conf));
    command.add("org.apache.flume.node.Application");
    command.addAll(List.of("-n", setup.name(), "-f", propertiesFile.toString()));
    command.addAll(setup.arguments());
    return command;
  }

  public AgentLog log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the sink to say for the first time that it listens; its port. */
  public int awaitSinkPort(String sink) throws InterruptedException {
    return awaitSinkPort(sink, 0);
  }

  /** Waits for the sink to say that it listens, from a mark in the log on; its port. */
  public int awaitSinkPort(String sink, int mark) throws InterruptedException {
    return port(log.await("Spark sink " + sink + " is listening on \\S+:(\\d+)", mark, STARTUP));
  }

  /** Waits for a netcat source; its port. Flume's message has no name in it: configure just one. */
  public int awaitNetcatPort(int mark) throws InterruptedException {
    return port(log.await("Created serverSocket:.*\\[/[^\\]]*:(\\d+)\\]", mark, STARTUP));
  }

  /** Waits for an HTTP source; its port. Jetty's message has no name in it: configure just one. */
  public int awaitHttpPort(int mark) throws InterruptedException {
    return port(log.await("Started ServerConnector@.*\\{[^{}]*:(\\d+)\\}", mark, STARTUP));
  }

  private static int port(Matcher matcher) {
    return Integer.parseInt(matcher.group(1));
  }

  /**
   * Replaces the properties file; the agent looks at its time of modification each {@code
   * AgentSetup#pollSeconds} seconds.
   */
  public void reconfigure(String properties) throws IOException {
    // Flume compares times, so the new file must be younger than the old one at any resolution;
    // and it must never be seen half-written.
    long before = Files.getLastModifiedTime(propertiesFile).toMillis();
    Path next = propertiesFile.resolveSibling("flume.properties.next");
    Files.writeString(next, properties);
    long time = Math.max(System.currentTimeMillis(), before + 1000);
    Files.setLastModifiedTime(next, FileTime.fromMillis(time));
    Files.move(next, propertiesFile, StandardCopyOption.ATOMIC_MOVE);
  }

  /** SIGTERM. Returns at once. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL, and waits until the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  /** Waits for the end of the process; its exit code. */
  public int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AgentException(
          "Waited for the agent (pid " + pid() + ") to end, " + limit.toMillis() + " ms", log);
    }
    log.awaitEnd(Duration.ofSeconds(5));
    return process.exitValue();
  }

  /** SIGTERM; SIGKILL for an agent that does not heed it. */
  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      log.awaitEnd(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    atExit.cancel();
  }
}
