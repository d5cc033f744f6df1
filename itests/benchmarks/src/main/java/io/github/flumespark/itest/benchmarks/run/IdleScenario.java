package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.report.IdleResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Sixteen pollers at an empty channel: the CPU that the sink's JVM uses for nothing. */
final class IdleScenario {

  private static final int POLLERS = 16;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private IdleScenario() {}

  static IdleResult run(Setup setup, Side side, String channel)
      throws IOException, TimeoutException, InterruptedException {
    try (SinkProcess sink =
            SinkProcess.start(setup, side, List.of("-Xmx512m"), Map.of("channel", channel));
        Pollers pollers = new Pollers(setup, sink.port(), POLLERS, false)) {
      pollers.start(
          client -> {
            while (!pollers.isClosed()) {
              client.poll(1000);
            }
          });
      Thread.sleep(3000);
      sink.command("begin", LIMIT);
      Thread.sleep(setup.quick() ? 3000 : 10_000);
      Map<String, Long> used = sink.command("end", LIMIT);
      pollers.check();
      double percent = 100.0 * used.get("cpu") / used.get("wall");
      return new IdleResult(side.label(), channel, POLLERS, percent);
    }
  }
}
