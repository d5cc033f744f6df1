package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A second driver on the checkpoint, as a scheduler starts it that believes the first one dead; and
 * one with a checkpoint of its own, that takes a part of the events.
 */
class TwoDriversIT {

  @TempDir Path directory;

  private final EmbeddedSink sink =
      new EmbeddedSink(
          "drivers", EmbeddedSink.LARGE_CHANNEL, Map.of("pollTimeout", "2000", "threads", "4"));

  private StructuredOutput output;

  @AfterEach
  void closeSink() {
    sink.close();
  }

  private List<String> arguments(String... more) {
    return arguments("crash://" + directory.resolve("checkpoint"), more);
  }

  private List<String> arguments(String checkpoint, String[] more) {
    output = new StructuredOutput(directory.resolve("out"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--checkpoint",
                checkpoint,
                "--out",
                output.directory().toString(),
                "--conf",
                "spark.master=local[2]",
                "--option",
                "sinks=" + sink.address()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  @Test
  @Timeout(300)
  void twoApplicationsOnOneSinkAreToldOfEachOtherAndTheSinksLogOfBoth() throws Exception {
    try (LogCapture log = new LogCapture();
        StructuredProcess first =
            StructuredProcess.start(
                directory, arguments(directory.resolve("one").toString(), new String[0]));
        StructuredProcess second =
            StructuredProcess.start(
                directory, arguments(directory.resolve("two").toString(), new String[0]))) {
      sink.putSmall("shared", 10);
      Pattern other =
          Pattern.compile(
              "The sink at %s is read by others as well: query .+ of the application .+ at 127"
                  .formatted(sink.address()));
      for (StructuredProcess spark : List.of(first, second)) {
        spark.await("a warning", () -> other.matcher(spark.log()).find());
      }
      assertThat(log.linesWith("2 readers share this sink"))
          .singleElement()
          .asString()
          .containsPattern("query .+ of the application .+ at 127.*; query .+ at 127");
    }
  }

  @Test
  @Timeout(300)
  void aSecondDriverThatIsSlowDoesNotOpenAFinishedEpochAgain() throws Exception {
    List<Event> events = new ArrayList<>();
    try (StructuredProcess first = StructuredProcess.start(directory, arguments())) {
      // The first one has polled for its first micro-batch, and has not delivered it.
      first.arm("before", "output", "^0$");
      events.addAll(sink.putSample("first", 100));
      first.awaitReached();
      // The second one has read Spark's logs, and is about to run that micro-batch again.
      try (StructuredProcess second =
          StructuredProcess.launch(
              directory, arguments("--arm", "before mkdirs /epochs/000000000001$"))) {
        second.awaitReached();
        first.command("go");
        first.await("the first", () -> output.lines().size() >= events.size());
        events.addAll(sink.putSample("second", 50));
        first.await("the second", () -> output.lines().size() >= events.size());
        second.command("go");
        second.awaitEnd();
        assertThat(second.last("FAILED").orElseThrow())
            .contains("Epoch 1 is over")
            .contains("another driver works on the same checkpoint");
        events.addAll(sink.putSample("third", 70));
        first.await("the third", () -> output.lines().size() >= events.size());
        first.stop();
      }
    }
    Events.assertEachArrivedOnce(events, output.lines());
    assertThat(sink.stopAndDrain()).isEmpty();
  }
}
