package io.github.flumespark.extension.policy;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

/**
 * Makes {@code adaptive}: accepts every poll, and finds the size of batch that the clients
 * acknowledge in a target time. One size for the whole sink; it grows by a step with each full
 * batch that was acknowledged in time, and shrinks by a part when a batch was late, refused or
 * timed out.
 *
 * <ul>
 *   <li>{@code minEvents}: the smallest size, at least 1. Default: 10.
 *   <li>{@code maxEvents}: the largest size, at least {@code minEvents}. Default: 10000. A poll
 *       never gets more than it asks for.
 *   <li>{@code initialEvents}: the size at start, {@code minEvents} to {@code maxEvents}. Default:
 *       100, or the nearest of the two.
 *   <li>{@code targetLatency}: how long an acknowledgement may take, above 0, at most 24 h.
 *       Default: {@code 1 s}.
 *   <li>{@code increaseEvents}: how much the size grows at a time, at least 1. Default: 10.
 *   <li>{@code decreasePercent}: how much of the size is taken away at a time, 1 to 99. Default:
 *       50.
 * </ul>
 *
 * <p>Any other value is refused with an {@link
 * org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException}. The policy is thread-safe.
 */
@ServiceProvider(BatchAdmissionPolicyFactory.class)
public final class AdaptivePolicyFactory implements BatchAdmissionPolicyFactory {

  private static final Duration SHORTEST = Duration.ofNanos(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  /** For {@link java.util.ServiceLoader}. */
  public AdaptivePolicyFactory() {}

  @Override
  public String name() {
    return "adaptive";
  }

  @Override
  public BatchAdmissionPolicy create(ExtensionConfig config, ExtensionContext context) {
    int min = config.getInt("minEvents", 10, 1, Integer.MAX_VALUE);
    int max = config.getInt("maxEvents", Math.max(min, 10_000), 1, Integer.MAX_VALUE);
    if (max < min) {
      throw config.invalid("maxEvents", "a whole number, at least minEvents, which is " + min);
    }
    int initial = config.getInt("initialEvents", Math.min(max, Math.max(min, 100)), min, max);
    Duration target = config.getDuration("targetLatency", Duration.ofSeconds(1), SHORTEST, LONGEST);
    int increase = config.getInt("increaseEvents", 10, 1, Integer.MAX_VALUE);
    int decrease = config.getInt("decreasePercent", 50, 1, 99);
    return new AdaptivePolicy(
        new AdaptivePolicy.Range(min, max),
        initial,
        target,
        increase,
        decrease,
        context.nanoClock());
  }
}
