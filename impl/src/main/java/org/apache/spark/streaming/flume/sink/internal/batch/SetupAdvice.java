package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    Duration longest = settings.pollTimeout().plus(settings.linger());
    if (longest.compareTo(USUAL_CALL_TIMEOUT) > 0) {
      advice.add(
          ("a poll may take pollTimeout = %d ms and linger = %d ms, and many clients give up a call"
                  + " after %d ms: what such a poll takes is rolled back and comes again")
              .formatted(
                  settings.pollTimeout().toMillis(),
                  settings.linger().toMillis(),
                  USUAL_CALL_TIMEOUT.toMillis()));
    }
    if (settings.threads() > 1 && isKafka(channel.getClass())) {
      advice.add(
          ("channel %s is a Kafka channel, and threads = %d: events that are rolled back come again"
                  + " to the same thread alone, so set threads = 1")
              .formatted(channel.getName(), settings.threads()));
    }
    return advice;
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
