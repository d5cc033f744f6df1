package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flume.Channel;

/** What an operator should know about settings that are allowed and do not go well together. */
public final class SetupAdvice {

  /** After it the clients of this project give up a call; see their {@code callTimeout}. */
  private static final Duration USUAL_CALL_TIMEOUT = Duration.ofSeconds(30);

  private static final String KAFKA_CHANNEL = "org.apache.flume.channel.kafka.KafkaChannel";

  private SetupAdvice() {}

  /** A sentence for each problem. */
  public static List<String> of(BatchSettings settings, Channel channel) {
    List<String> advice = new ArrayList<>();
    ofWait(settings, "linger", settings.linger()).ifPresent(advice::add);
    if (settings.threads() > 1 && isKafka(channel.getClass())) {
      advice.add(
          ("channel %s is a Kafka channel, and threads = %d: events that are rolled back come again"
                  + " to the same thread alone, so set threads = 1")
              .formatted(channel.getName(), settings.threads()));
    }
    return advice;
  }

  /**
   * A sentence if polls may take longer than clients wait.
   *
   * @param what the name of the wait
   * @param wait how long a batch, once it holds an event, waits for more
   */
  static Optional<String> ofWait(BatchSettings settings, String what, Duration wait) {
    // Not added up: a policy may have a wait without an end.
    if (wait.compareTo(USUAL_CALL_TIMEOUT.minus(settings.pollTimeout())) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        ("a poll may take pollTimeout = %d ms and %s = %s ms, and many clients give up a call"
                + " after %d ms: what such a poll takes is rolled back and comes again")
            .formatted(
                settings.pollTimeout().toMillis(),
                what,
                TimeUnit.MILLISECONDS.convert(wait),
                USUAL_CALL_TIMEOUT.toMillis()));
  }

  /** By its name: the class may not be there. */
  static boolean isKafka(Class<?> channel) {
    for (Class<?> type = channel; type != null; type = type.getSuperclass()) {
      if (type.getName().equals(KAFKA_CHANNEL)) {
        return true;
      }
    }
    return false;
  }
}
