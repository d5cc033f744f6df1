package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the tests have in common: work directories, ports and properties files. */
public final class Agents {

  /** An agent's lines for a netcat source on any free port, the channel {@code ch} and a sink. */
  public static final String NETCAT =
      """
      agent.sources = netcat
      agent.channels = ch
      agent.sinks = spark-sink

      agent.sources.netcat.type = netcat
      agent.sources.netcat.bind = 127.0.0.1
      agent.sources.netcat.port = 0
      agent.sources.netcat.channels = ch

      """;

  /** The sink's name in every properties file of these tests, as in the README's example. */
  public static final String SINK = "spark-sink";

  private Agents() {}

  /** An empty directory that stays after the test, for whoever has to read an agent's log. */
  public static Path workDirectory(Class<?> test, String name) throws IOException {
    Path directory =
        Path.of("target", "agents", test.getSimpleName(), name).toAbsolutePath().normalize();
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(directory);
  }

  /** A port on which nobody listens, for the tests in which it must be known beforehand. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = bind(0)) {
      return socket.getLocalPort();
    }
  }

  /** Takes a port on the loopback address. */
  public static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** A netcat source on any free port, and a memory channel for 1,000 events. */
  public static String netcatToMemory() {
    return NETCAT
        + """
        agent.channels.ch.type = memory
        agent.channels.ch.capacity = 1000
        """;
  }

  /** A netcat source on any free port, and a file channel in the given directory. */
  public static String netcatToFile(Path directory) {
    return NETCAT + fileChannel(directory);
  }

  /** A file channel in the given directory. */
  public static String fileChannel(Path directory) {
    return """
        agent.channels.ch.type = file
        agent.channels.ch.checkpointDir = %s
        agent.channels.ch.dataDirs = %s
        agent.channels.ch.capacity = 20000
        agent.channels.ch.minimumRequiredSpace = 1048576
        """
        .formatted(directory.resolve("checkpoint"), directory.resolve("data"));
  }

  /** Our sink on a port, with more lines of the form {@code key = value}. */
  public static String sink(int port, String... more) {
    StringBuilder lines =
        new StringBuilder(
            """
            agent.sinks.spark-sink.type = org.apache.spark.streaming.flume.sink.SparkSink
            agent.sinks.spark-sink.hostname = 127.0.0.1
            agent.sinks.spark-sink.port = %d
            agent.sinks.spark-sink.channel = ch
            """
                .formatted(port));
    for (String line : more) {
      lines.append("agent.sinks.spark-sink.").append(line).append('\n');
    }
    return lines.toString();
  }
}
