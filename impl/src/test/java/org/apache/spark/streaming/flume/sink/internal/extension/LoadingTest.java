package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.flume.Context;
import org.apache.flume.FlumeException;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.junit.jupiter.api.Test;

/** A thread that makes extensions and dies of it, as it may while a heap is full. */
class LoadingTest {

  @Test
  void nobodyWaitsForAThreadThatHasDied() {
    Context context = new Context();
    context.put("hostname", "127.0.0.1");
    context.put("port", "0");
    Loading loading =
        Loading.begin(
            SinkSettings.parse("spark", context),
            System::nanoTime,
            (settings, nanoClock, calls, cancelled) -> {
              throw new OutOfMemoryError("injected");
            });

    assertThatThrownBy(() -> loading.await(Duration.ofDays(1)))
        .isInstanceOf(FlumeException.class)
        .hasMessage(
            "Sink 'spark': the thread that loads its extensions has ended because of a failure");
  }
}
