package io.github.flumespark.sql;

import io.github.flumespark.sql.options.TriggerLimits;
import java.time.Duration;
import org.apache.spark.sql.connector.read.streaming.CompositeReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadAllAvailable;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxRows;
import org.apache.spark.sql.connector.read.streaming.ReadMinRows;

/** Translates between the options and Spark's limits. Stateless. */
final class ReadLimits {

  private ReadLimits() {}

  /** Spark's own form of one for bytes is not in all versions. */
  private record Limits(TriggerLimits limits) implements ReadLimit {}

  /** The limits as Spark is told of them: it hands them back. */
  static ReadLimit of(TriggerLimits limits) {
    return limits.equals(TriggerLimits.NONE) ? ReadLimit.allAvailable() : new Limits(limits);
  }

  /** The limits that Spark hands over: with Trigger.Once, none. */
  static TriggerLimits read(ReadLimit limit, TriggerLimits options) {
    if (limit instanceof Limits ours) {
      return ours.limits;
    }
    if (limit instanceof ReadAllAvailable) {
      return TriggerLimits.NONE;
    }
    return add(limit, options);
  }

  private static TriggerLimits add(ReadLimit limit, TriggerLimits limits) {
    if (limit instanceof ReadMaxRows most) {
      return new TriggerLimits(
          most.maxRows(), limits.maxBytes(), limits.minEvents(), limits.maxDelay());
    }
    if (limit instanceof ReadMinRows least) {
      return new TriggerLimits(
          limits.maxEvents(),
          limits.maxBytes(),
          least.minRows(),
          Duration.ofMillis(least.maxTriggerDelayMs()));
    }
    TriggerLimits all = limits;
    if (limit instanceof CompositeReadLimit composite) {
      for (ReadLimit part : composite.getReadLimits()) {
        all = add(part, all);
      }
    }
    return all;
  }
}
