package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.client.PollClient;
import io.github.flumespark.itest.benchmarks.report.HeapResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Five connections poll a thousand events of 1 KiB each from a JVM with the heap that {@code
 * bin/flume-ng} gives it, while events that share nothing are put.
 */
final class HeapScenario {

  private static final int MEGABYTES = 20;
  private static final int CONNECTIONS = 5;
  private static final int BATCH = 1000;
  private static final int BODY = 1024;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private HeapScenario() {}

  static HeapResult run(Setup setup, Side side) throws IOException {
    int count = setup.quick() ? 20_000 : 100_000;
    Map<String, String> settings =
        Map.of(
            "channel",
            "memory",
            "channel.capacity",
            String.valueOf(CONNECTIONS * BATCH),
            "channel.transactionCapacity",
            String.valueOf(BATCH),
            "channel.keep-alive",
            "0");
    AtomicLong acked = new AtomicLong();
    long start = System.nanoTime();
    double gcSeconds = Double.NaN;
    String problem = "";
    try (SinkProcess sink =
            SinkProcess.start(setup, side, List.of("-Xmx" + MEGABYTES + "m"), settings);
        Pollers pollers = new Pollers(setup, sink.port(), CONNECTIONS, false)) {
      sink.command("begin", LIMIT);
      start = System.nanoTime();
      sink.command("pour " + count + " " + BODY, LIMIT);
      pollers.start(client -> drain(client, acked, count));
      // The pollers that are not the last wait at an empty channel: they are not waited for.
      while (acked.get() < count) {
        pollers.check();
        if (System.nanoTime() - start > LIMIT.toNanos()) {
          throw new TimeoutException(acked.get() + " of " + count + " events in " + LIMIT);
        }
        Thread.sleep(5);
      }
      gcSeconds = sink.command("end", LIMIT).get("gc") / 1e3;
    } catch (TimeoutException | IllegalStateException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      problem = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new HeapResult(side.label(), MEGABYTES, acked.get(), seconds, gcSeconds, problem);
  }

  private static void drain(PollClient client, AtomicLong acked, long count) throws IOException {
    while (acked.get() < count) {
      PollClient.Batch batch = client.poll(BATCH);
      if (!batch.error().isEmpty()) {
        throw new IOException("error batch: " + batch.error());
      }
      if (batch.events() > 0) {
        client.ack(batch.sequenceNumber());
        acked.addAndGet(batch.events());
      }
    }
  }
}
