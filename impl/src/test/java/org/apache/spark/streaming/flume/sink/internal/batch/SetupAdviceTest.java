package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flume.Channel;
import org.apache.flume.channel.MemoryChannel;
import org.junit.jupiter.api.Test;

/** Settings that are allowed and do not go well together. */
class SetupAdviceTest {

  private final Channel channel = new MemoryChannel();

  private static BatchSettings settings(int pollTimeoutMillis, int lingerMillis) {
    return new BatchSettings(
        "spark",
        10,
        Duration.ofSeconds(60),
        Duration.ofMillis(200),
        Duration.ofMillis(pollTimeoutMillis),
        Duration.ofMillis(lingerMillis),
        Integer.MAX_VALUE,
        1 << 20);
  }

  @Test
  void theDefaultsNeedNone() {
    assertThat(SetupAdvice.of(settings(10_000, 100), channel)).isEmpty();
    assertThat(SetupAdvice.of(settings(10_000, 20_000), channel)).isEmpty();
  }

  @Test
  void aPollThatOutlastsTheCallOfAClientIsToldWithBothKeys() {
    assertThat(SetupAdvice.of(settings(10_000, 20_001), channel))
        .singleElement()
        .asString()
        .contains("pollTimeout = 10000 ms and linger = 20001 ms", "after 30000 ms");
  }

  @Test
  void onlyAKafkaChannelIsTakenForOne() {
    assertThat(SetupAdvice.isKafka(MemoryChannel.class)).isFalse();
  }
}
