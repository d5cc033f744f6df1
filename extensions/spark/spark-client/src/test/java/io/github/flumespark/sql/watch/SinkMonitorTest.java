package io.github.flumespark.sql.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.sql.read.FakeSink;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a watch sees of a sink on a socket that tells nothing, as Spark's own. */
@Timeout(60)
class SinkMonitorTest {

  private static SinkMonitor watch(FakeSink sink) {
    return new SinkMonitor(sink.address(), ClientSettings.DEFAULTS);
  }

  @Test
  void aSinkThatDoesNotTellIsUpThoughItHasNeverHadAnEvent() throws Exception {
    try (FakeSink sink = new FakeSink(false);
        SinkMonitor watch = watch(sink)) {
      long question = watch.ask();
      await("that it is up").until(() -> watch.sighting().isUp());
      assertThat(watch.sighting().hasEvents()).isFalse();
      assertThat(watch.await(question, Duration.ZERO)).as("nobody knows what comes").isFalse();
      sink.put(1);
      assertThat(watch.await(question, Duration.ofSeconds(30))).isTrue();
      assertThat(watch.sighting().hasEvents()).isTrue();
    }
  }

  @Test
  void andSoItIsAgainWhenItsAgentHasBeenRestarted() throws Exception {
    try (FakeSink sink = new FakeSink(false);
        SinkMonitor watch = watch(sink)) {
      await("that it is up").until(() -> watch.sighting().isUp());
      for (int i = 1; i <= 2; i++) {
        int polls = sink.polls();
        sink.dropConnections();
        await("the next poll").until(() -> sink.polls() > polls);
        await("that it is up again").until(() -> watch.sighting().isUp());
        assertThat(watch.sighting().downFor()).isZero();
      }
    }
  }
}
