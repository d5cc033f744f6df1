package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flume.Channel;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.kafka.KafkaChannel;
import org.junit.jupiter.api.Test;

/** Settings that are allowed and do not go well together. */
class SetupAdviceTest {

  private final Channel channel = new MemoryChannel();

  private static BatchSettings settings(int pollTimeoutMillis, int lingerMillis) {
    return settings(10, pollTimeoutMillis, lingerMillis);
  }

  private static BatchSettings settings(int threads, int pollTimeoutMillis, int lingerMillis) {
    return new BatchSettings(
        "spark",
        threads,
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
  void aWaitOfAPolicyThatOutlastsTheCallIsToldByItsName() {
    assertThat(SetupAdvice.ofWait(settings(10_000, 0), "maxWait", Duration.ofSeconds(20)))
        .isEmpty();
    assertThat(SetupAdvice.ofWait(settings(10_000, 0), "maxWait", Duration.ofMillis(20_001)))
        .get()
        .asString()
        .contains("pollTimeout = 10000 ms and maxWait = 20001 ms");
    assertThat(
            SetupAdvice.ofWait(settings(10_000, 0), "maxWait", Duration.ofSeconds(Long.MAX_VALUE)))
        .as("one without an end")
        .isPresent();
  }

  @Test
  void aKafkaChannelWithSeveralThreadsIsTold() {
    Channel kafka = new KafkaChannel();
    kafka.setName("k");
    Channel derived = new KafkaChannel() {};
    derived.setName("d");

    assertThat(SetupAdvice.of(settings(2, 10_000, 100), kafka))
        .containsExactly(
            "channel k is a Kafka channel, and threads = 2: events that are rolled back come again"
                + " to the same thread alone, so set threads = 1");
    assertThat(SetupAdvice.of(settings(2, 10_000, 100), derived)).hasSize(1);
    assertThat(SetupAdvice.of(settings(1, 10_000, 100), kafka)).isEmpty();
    assertThat(SetupAdvice.of(settings(2, 10_000, 100), channel)).isEmpty();
  }
}
