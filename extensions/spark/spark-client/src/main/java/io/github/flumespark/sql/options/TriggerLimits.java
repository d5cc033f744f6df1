package io.github.flumespark.sql.options;

import io.github.flumespark.settings.SettingReader;
import java.io.Serializable;
import java.time.Duration;

/**
 * How much a micro-batch may have, and from how much on there is one. Immutable.
 *
 * @param maxEvents that it may have; 0 for any number
 * @param maxBytes of headers and bodies; 0 for any number
 * @param minEvents that must be there; 0 for none
 * @param maxDelay after which a micro-batch comes though fewer are there
 */
public record TriggerLimits(long maxEvents, long maxBytes, long minEvents, Duration maxDelay)
    implements Serializable {

  /** As Spark's Kafka source has it. */
  private static final Duration MAX_DELAY = Duration.ofMinutes(15);

  /** No limits. */
  public static final TriggerLimits NONE = new TriggerLimits(0, 0, 0, MAX_DELAY);

  static TriggerLimits read(SettingReader reader) {
    TriggerLimits limits =
        new TriggerLimits(
            reader.number("maxEventsPerTrigger", 0, 1, Long.MAX_VALUE),
            reader.bytes("maxBytesPerTrigger", 0, 1, Long.MAX_VALUE),
            reader.number("minEventsPerTrigger", 0, 1, Long.MAX_VALUE),
            reader.duration("maxTriggerDelay", MAX_DELAY));
    if (limits.maxEvents > 0 && limits.minEvents > limits.maxEvents) {
      throw reader.bad(
          "minEventsPerTrigger",
          Long.toString(limits.minEvents),
          "maxEventsPerTrigger allows %d, so no more is allowed".formatted(limits.maxEvents),
          null);
    }
    return limits;
  }
}
