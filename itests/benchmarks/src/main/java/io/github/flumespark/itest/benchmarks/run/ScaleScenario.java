package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.client.PollClient;
import io.github.flumespark.itest.benchmarks.client.WireClient;
import io.github.flumespark.itest.benchmarks.report.ScaleResult;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Very many connections, or polls, that wait at an empty channel: what they cost, how long an event
 * is under way to one of them, and how long a stop takes. Ours alone: a poll that waits at Spark's
 * sink keeps a thread.
 */
final class ScaleScenario {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int EVENTS = 21;

  private ScaleScenario() {}

  static ScaleResult run(Setup setup, int connections, int pollsEach)
      throws IOException, TimeoutException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "channel", "memory",
            "sink.max-connections", String.valueOf(connections + 1),
            "sink.pollTimeout", "600000");
    try (SinkProcess sink = SinkProcess.start(setup, Side.OURS, List.of("-Xmx1g"), settings);
        Crowd crowd = new Crowd()) {
      // Once, so that what every sink has is there.
      crowd.join(sink.port(), 1, 1);
      crowd.deliver(sink);
      Map<String, Long> before = sink.command("memory", LIMIT);
      long start = System.nanoTime();
      crowd.join(sink.port(), connections, pollsEach);
      awaitPolls(sink, (long) connections * pollsEach + 1);
      double joinMillis = (System.nanoTime() - start) / 1e6;
      Map<String, Long> after = sink.command("memory", LIMIT);
      double idle = idle(setup, sink);
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < EVENTS; i++) {
        millis.add(crowd.deliver(sink));
      }
      return new ScaleResult(
          connections,
          pollsEach,
          joinMillis,
          after.get("heap") - before.get("heap"),
          after.get("resident") - before.get("resident"),
          idle,
          millis,
          sink.command("stop", LIMIT).get("nanos") / 1e6);
    }
  }

  private static void awaitPolls(SinkProcess sink, long polls)
      throws TimeoutException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (sink.command("waiting", LIMIT).get("polls") < polls) {
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException("the sink has not got all polls in " + LIMIT);
      }
      Thread.sleep(5);
    }
  }

  /** After what the joining has left to be compiled and collected. */
  private static double idle(Setup setup, SinkProcess sink)
      throws TimeoutException, InterruptedException {
    Thread.sleep(5000);
    sink.command("begin", LIMIT);
    Thread.sleep(setup.quick() ? 3000 : 10_000);
    Map<String, Long> used = sink.command("end", LIMIT);
    return 100.0 * used.get("cpu") / used.get("wall");
  }

  /** The clients, all looked after by one thread. */
  private static final class Crowd implements Closeable {

    private final Selector selector = Selector.open();
    private final List<WireClient> clients = new ArrayList<>();

    Crowd() throws IOException {}

    void join(int port, int connections, int pollsEach) throws IOException {
      for (int i = 0; i < connections; i++) {
        WireClient client = new WireClient(port, true);
        clients.add(client);
        for (int poll = 0; poll < pollsEach; poll++) {
          client.send(1);
        }
        listen(client);
      }
    }

    private void listen(WireClient client) throws IOException {
      client.channel().configureBlocking(false);
      client.channel().register(selector, SelectionKey.OP_READ, client);
    }

    /** Milliseconds from the put of one event until one of the clients has read it. */
    double deliver(SinkProcess sink) throws IOException, TimeoutException {
      sink.command("burst 1", LIMIT);
      if (selector.select(LIMIT.toMillis()) != 1) {
        throw new TimeoutException("nobody got the event in " + LIMIT);
      }
      SelectionKey key = selector.selectedKeys().iterator().next();
      WireClient client = (WireClient) key.attachment();
      key.cancel();
      selector.selectNow();
      client.channel().configureBlocking(true);
      PollClient.Batch batch = client.receive();
      double millis = (System.nanoTime() - batch.stamps().get(0).putNanos()) / 1e6;
      client.ack(batch.sequenceNumber());
      client.send(1);
      listen(client);
      return millis;
    }

    @Override
    public void close() throws IOException {
      selector.close();
      for (WireClient client : clients) {
        client.close();
      }
    }
  }
}
