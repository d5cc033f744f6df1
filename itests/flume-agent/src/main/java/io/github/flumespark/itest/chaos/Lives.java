package io.github.flumespark.itest.chaos;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.HttpFeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** One agent, killed and started again in the same directory. */
final class Lives implements AutoCloseable {

  /**
   * Where the agent can be reached.
   *
   * @param number counts from 1
   * @param sinkPort the sink's port
   * @param sourcePort the HTTP source's port
   */
  record Life(int number, int sinkPort, int sourcePort) {}

  private static final Duration STARTUP = Duration.ofMinutes(1);

  private static final String SINK = "spark-sink";
  private static final Pattern COMMIT_FAILED =
      Pattern.compile("ERROR.*the transaction of batch .* which ended as ACKED, failed");
  private static final Pattern ROLLBACK_FAILED =
      Pattern.compile("ERROR.*Rolling back \\d+ events in channel ch failed");

  private static final Pattern REPEATS =
      Pattern.compile("Pending takes (\\d+) exist after the end of replay");
  private static final Pattern CHANNEL_FAILED =
      Pattern.compile("poll for \\d+ events from .* failed: channel ch failed");
  private static final int LATEST_LINES = 200;
  private static final Pattern DOWN = Pattern.compile("ERROR.*Spark sink spark-sink is down: ");

  private final AgentSetup setup;
  private final Path directory;
  private final Map<Integer, Integer> repeatsTold = new HashMap<>();
  private int saboteurPort;
  private int downs;
  private int commitsFailed;
  private int rollbacksFailed;
  private AgentProcess agent;
  private volatile Life now;
  private int lives;

  Lives(ChaosSettings settings, Path directory) throws IOException {
    this.directory = directory;
    setup =
        AgentSetup.of("agent", properties(settings, directory))
            .withHeap("64m")
            .withJvmOptions("-javaagent:" + SaboteurJar.in(directory));
  }

  private static String properties(ChaosSettings settings, Path directory) {
    return HttpFeed.SOURCE
        + """
        # Small files and many checkpoints, so that files are rolled and removed during the run.
        agent.channels.ch.type = file
        agent.channels.ch.checkpointDir = %s
        agent.channels.ch.dataDirs = %s
        agent.channels.ch.capacity = 50000
        agent.channels.ch.maxFileSize = 2000000
        agent.channels.ch.checkpointInterval = 2000
        agent.channels.ch.minimumRequiredSpace = 1048576

        agent.sinks.spark-sink.type = org.apache.spark.streaming.flume.sink.SparkSink
        agent.sinks.spark-sink.hostname = 127.0.0.1
        agent.sinks.spark-sink.port = 0
        agent.sinks.spark-sink.threads = 10
        agent.sinks.spark-sink.timeout = %d
        agent.sinks.spark-sink.pollTimeout = 500
        agent.sinks.spark-sink.linger = 10
        agent.sinks.spark-sink.channel = ch
        """
            .formatted(
                directory.resolve("checkpoint"),
                directory.resolve("data"),
                settings.timeout().toSeconds());
  }

  void start() throws IOException, InterruptedException {
    agent = setup.start(directory);
    saboteurPort =
        Integer.parseInt(agent.log().await(Saboteur.LISTENS + "(\\d+)", 0, STARTUP).group(1));
    int sourcePort = agent.awaitHttpPort(0);
    now = new Life(++lives, agent.awaitSinkPort(SINK), sourcePort);
    agent
        .log()
        .find(REPEATS, 0)
        .ifPresent(told -> repeatsTold.put(lives, Integer.parseInt(told.group(1))));
  }

  /** How many events the channel said it would repeat, by the number of the life that began. */
  Map<Integer, Integer> repeatsTold() {
    return repeatsTold;
  }

  /** The present life, or the one that has just ended. */
  Life now() {
    return now;
  }

  /** SIGKILL, and a new life. */
  void killAndStart() throws IOException, InterruptedException {
    agent.kill();
    countFailures();
    start();
  }

  /** Has harm done inside the agent; gives what the saboteur says of it. */
  String sabotage(String order) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), saboteurPort)) {
      socket.setSoTimeout((int) STARTUP.toMillis());
      socket.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return answer == null ? "no answer" : answer;
    }
  }

  DiskLimit takeDisk() throws IOException {
    return DiskLimit.on(agent.pid());
  }

  /** Whether, since a mark in the log, a commit has failed, and the rollback after it. */
  boolean hasFailedToEnd(int mark) {
    return agent.log().find(COMMIT_FAILED, mark).isPresent()
        && agent.log().find(ROLLBACK_FAILED, mark).isPresent();
  }

  /** Whether takes have failed of late. */
  boolean channelFails() {
    int from = Math.max(0, agent.log().mark() - LATEST_LINES);
    return agent.log().find(CHANNEL_FAILED, from).isPresent();
  }

  int logMark() {
    return agent.log().mark();
  }

  private void countFailures() {
    for (String line : agent.log().since(0)) {
      if (DOWN.matcher(line).find()) {
        downs++;
      } else if (COMMIT_FAILED.matcher(line).find()) {
        commitsFailed++;
      } else if (ROLLBACK_FAILED.matcher(line).find()) {
        rollbacksFailed++;
      }
    }
  }

  /** Times that the sink said it was down, in all lives; for after the end. */
  int downs() {
    return downs;
  }

  /** Commits that failed in all lives; for after the end. */
  int commitsFailed() {
    return commitsFailed;
  }

  /** Rollbacks that failed in all lives; for after the end. */
  int rollbacksFailed() {
    return rollbacksFailed;
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
      countFailures();
    }
  }
}
