package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A query on two sinks with two connections to each, killed with SIGKILL at any time, and started
 * again, now and then without the second sink. {@code -Dkills=30} kills it that often.
 */
@Tag("matrix")
class RandomKillsIT {

  private static final int KILLS = Integer.getInteger("kills", 6);

  /** Far from what a channel holds: a query that is killed all the time drains but slowly. */
  private static final int ENOUGH_WAITING = 3000;

  @TempDir Path directory;

  private final EmbeddedSink first = sink("first");
  private final EmbeddedSink second = sink("second");
  private final Random random = new Random(20_240_611);

  private static EmbeddedSink sink(String name) {
    return new EmbeddedSink(
        name, EmbeddedSink.LARGE_CHANNEL, Map.of("pollTimeout", "2000", "threads", "8"));
  }

  @AfterEach
  void closeSinks() {
    first.close();
    second.close();
  }

  private List<String> arguments(StructuredOutput output, boolean both) {
    return List.of(
        "--checkpoint",
        directory.resolve("checkpoint").toUri().toString(),
        "--out",
        output.directory().toString(),
        "--conf",
        "spark.master=local[2]",
        "--option",
        "connections=2",
        "--option",
        "batchSize=70",
        "--option",
        "sinks=" + first.address() + (both ? "," + second.address() : ""));
  }

  /** Puts some events, unless enough are waiting. */
  private List<Event> feed(EmbeddedSink sink, String sample) {
    int count = 1 + random.nextInt(150);
    return sink.waiting() < ENOUGH_WAITING ? sink.putSample(sample, count) : List.of();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void nothingIsLostAndOnlyWhatASinkTookBackComesTwice() throws Exception {
    StructuredOutput output = new StructuredOutput(directory.resolve("out"));
    List<Event> events = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      // The second sink is gone for every third run.
      boolean both = kill % 3 != 2;
      try (StructuredProcess spark = StructuredProcess.start(directory, arguments(output, both))) {
        long end = System.nanoTime() + Duration.ofMillis(200 + random.nextInt(2500)).toNanos();
        int round = 0;
        while (System.nanoTime() < end) {
          String name = kill + " " + round++;
          events.addAll(feed(first, "first " + name));
          events.addAll(feed(second, "second " + name));
          TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
        }
        spark.kill();
      }
    }
    try (StructuredProcess spark = StructuredProcess.start(directory, arguments(output, true))) {
      spark.await(
          "all acknowledged",
          () -> first.channel().committed() + second.channel().committed() == events.size());
      spark.await(
          "all delivered",
          () ->
              Set.copyOf(output.lines()).size()
                  == events.stream().map(Events::line).distinct().count());
      spark.stop();
    }
    List<String> lines = output.lines();
    Events.assertEachArrived(events, lines);
    Set<String> takenBack = new HashSet<>();
    first.channel().rolledBack().forEach(event -> takenBack.add(Events.line(event)));
    second.channel().rolledBack().forEach(event -> takenBack.add(Events.line(event)));
    List<String> twice = new ArrayList<>(lines);
    lines.stream().distinct().forEach(twice::remove);
    assertThat(takenBack).as("what came twice was taken back by its sink").containsAll(twice);
  }
}
