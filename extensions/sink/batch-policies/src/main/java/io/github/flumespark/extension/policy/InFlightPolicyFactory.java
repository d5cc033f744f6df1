package io.github.flumespark.extension.policy;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

/**
 * Makes {@code in-flight}: caps what is open at one time over all clients, and refuses polls for
 * which there is no room. At least one of the three caps must be set.
 *
 * <ul>
 *   <li>{@code maxBatches}: open batches, at least 1. Default: no cap.
 *   <li>{@code maxEvents}: events in open batches, at least 1. Default: no cap.
 *   <li>{@code maxBytes}: encoded bytes in open batches, a size such as {@code 64 MiB}. Default: no
 *       cap.
 *   <li>{@code batchBytes}: bytes that one batch may have where {@code maxBytes} is set, 1 to
 *       {@code maxBytes}. Default: a quarter of {@code maxBytes}.
 *   <li>{@code minEvents}: the smallest part of a poll's events worth granting when that is what is
 *       left, 1 to {@code maxEvents}. Default: a tenth of {@code maxEvents}.
 *   <li>{@code minBytes}: the same for bytes, 1 to {@code batchBytes}. Default: a tenth of {@code
 *       batchBytes}.
 *   <li>{@code hold}: how long the answer to a refused poll is held back, above 0, at most 24 h.
 *       Default: {@code 100 ms}.
 *   <li>{@code claim}: how long room is kept for a client that was refused and has not come back,
 *       longer than {@code hold}, at most 24 h. Default: ten times {@code hold}, but at least
 *       {@code 1 s}.
 * </ul>
 *
 * <p>Any other value is refused with an {@link
 * org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException}. The policy is thread-safe.
 */
@ServiceProvider(BatchAdmissionPolicyFactory.class)
public final class InFlightPolicyFactory implements BatchAdmissionPolicyFactory {

  private static final Duration SHORTEST = Duration.ofNanos(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  private static final Duration HOLD = Duration.ofMillis(100);
  private static final Duration SHORTEST_CLAIM = Duration.ofSeconds(1);

  /** For {@link java.util.ServiceLoader}. */
  public InFlightPolicyFactory() {}

  @Override
  public String name() {
    return "in-flight";
  }

  @Override
  public BatchAdmissionPolicy create(ExtensionConfig config, ExtensionContext context) {
    Room caps =
        new Room(
            config.getLong("maxBatches", Room.NO_CAP, 1, Long.MAX_VALUE),
            config.getLong("maxEvents", Room.NO_CAP, 1, Long.MAX_VALUE),
            config.getBytes("maxBytes", Room.NO_CAP, 1, Long.MAX_VALUE));
    if (caps.isUncapped()) {
      throw config.invalid("maxBatches", "a value for it, or for maxEvents, or for maxBytes");
    }
    long minEvents = config.getLong("minEvents", share(caps.events(), 10), 1, Long.MAX_VALUE);
    atMost(config, "minEvents", minEvents, "maxEvents", caps.events());
    long batchBytes = config.getBytes("batchBytes", share(caps.bytes(), 4), 1, Long.MAX_VALUE);
    atMost(config, "batchBytes", batchBytes, "maxBytes", caps.bytes());
    long minBytes = config.getBytes("minBytes", share(batchBytes, 10), 1, Long.MAX_VALUE);
    atMost(config, "minBytes", minBytes, "batchBytes", batchBytes);
    Duration hold = config.getDuration("hold", HOLD, SHORTEST, LONGEST);
    Duration claim = config.getDuration("claim", defaultClaim(hold), SHORTEST, LONGEST);
    if (claim.compareTo(hold) <= 0) {
      throw config.invalid("claim", "a length of time above hold, which is " + hold);
    }
    return new InFlightPolicy(
        caps, new Room(1, minEvents, minBytes), batchBytes, hold, claim, context.nanoClock());
  }

  /** A part of a cap; of no cap, it is no cap either. */
  private static long share(long cap, int parts) {
    return cap == Room.NO_CAP ? Room.NO_CAP : Math.max(1, cap / parts);
  }

  private static void atMost(
      ExtensionConfig config, String key, long value, String boundKey, long bound) {
    if (value > bound) {
      throw config.invalid(key, "at most " + boundKey + ", which is " + bound);
    }
  }

  private static Duration defaultClaim(Duration hold) {
    Duration holds = hold.multipliedBy(10);
    return holds.compareTo(SHORTEST_CLAIM) > 0 ? holds : SHORTEST_CLAIM;
  }
}
