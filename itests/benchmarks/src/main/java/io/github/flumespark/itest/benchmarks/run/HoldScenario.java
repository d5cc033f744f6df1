package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.report.HoldResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Forty pollers at ten threads get batches and keep them; then the sink is stopped. */
final class HoldScenario {

  private static final int POLLERS = 40;
  private static final int THREADS = 10;
  private static final int BATCH = 100;
  private static final Duration FILL_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private HoldScenario() {}

  static HoldResult run(Setup setup, Side side)
      throws IOException, TimeoutException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "channel", "memory",
            "channel.capacity", "10000",
            "channel.transactionCapacity", "1000",
            "channel.keep-alive", "0",
            "sink.threads", String.valueOf(THREADS));
    long filled = POLLERS * BATCH;
    AtomicInteger served = new AtomicInteger();
    try (SinkProcess sink = SinkProcess.start(setup, side, List.of("-Xmx512m"), settings);
        Pollers pollers = new Pollers(setup, sink.port(), POLLERS, false)) {
      sink.command("fill " + filled + " 100", FILL_LIMIT);
      pollers.start(
          client -> {
            if (client.poll(BATCH).events() > 0) {
              served.incrementAndGet();
            }
          });
      Thread.sleep(3000);
      pollers.check();
      int holding = served.get();
      double stopMillis = Double.NaN;
      long left = -1;
      try {
        stopMillis = sink.command("stop", STOP_LIMIT).get("nanos") / 1e6;
        left = sink.command("count", FILL_LIMIT).get("events");
      } catch (TimeoutException e) {
        Console.say("  %s", e.getMessage());
      }
      return new HoldResult(
          side.label(), POLLERS, THREADS, holding, stopMillis, STOP_LIMIT.toMillis(), filled, left);
    }
  }
}
