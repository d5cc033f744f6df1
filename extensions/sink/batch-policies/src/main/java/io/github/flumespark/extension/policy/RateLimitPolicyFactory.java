package io.github.flumespark.extension.policy;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

/**
 * Makes {@code rate-limit}: bounds what the sink sends to all clients together, over time. At least
 * one of the two rates must be set.
 *
 * <ul>
 *   <li>{@code eventsPerSecond}: 1 to 8589934592. Default: no limit.
 *   <li>{@code bytesPerSecond}: encoded bytes, a size such as {@code 10 MiB}, up to {@code 8 GiB}.
 *       Default: no limit.
 *   <li>{@code burstEvents}: events that may be sent at once after a quiet time, at least 1.
 *       Default: what one second allows.
 *   <li>{@code burstBytes}: the same for bytes. Default: what one second allows.
 *   <li>{@code minEvents}: the smallest part of a poll's events worth sending; a poll for which
 *       there is less waits. 1 to {@code burstEvents}. Default: a tenth of {@code burstEvents}.
 *   <li>{@code minBytes}: the same for bytes, 1 to {@code burstBytes}. Default: a tenth of {@code
 *       burstBytes}.
 * </ul>
 *
 * <p>Any other value is refused with an {@link
 * org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException}. The policy is thread-safe.
 */
@ServiceProvider(BatchAdmissionPolicyFactory.class)
public final class RateLimitPolicyFactory implements BatchAdmissionPolicyFactory {

  /** For {@link java.util.ServiceLoader}. */
  public RateLimitPolicyFactory() {}

  @Override
  public String name() {
    return "rate-limit";
  }

  @Override
  public BatchAdmissionPolicy create(ExtensionConfig config, ExtensionContext context) {
    long eventRate = Keys.total(config, "eventsPerSecond", Rate.NO_LIMIT);
    long byteRate = Keys.bytes(config, "bytesPerSecond", Rate.NO_LIMIT);
    if (eventRate == Rate.NO_LIMIT && byteRate == Rate.NO_LIMIT) {
      throw config.invalid("eventsPerSecond", "a value for it, or for bytesPerSecond");
    }
    long burstEvents = Keys.total(config, "burstEvents", eventRate);
    long burstBytes = Keys.bytes(config, "burstBytes", byteRate);
    long minEvents = Keys.total(config, "minEvents", share(burstEvents));
    long minBytes = Keys.bytes(config, "minBytes", share(burstBytes));
    atMost(config, "eventsPerSecond", eventRate, TokenBucket.MAX_RATE);
    atMost(config, "bytesPerSecond", byteRate, TokenBucket.MAX_RATE);
    atMost(config, "burstEvents", burstEvents, TokenBucket.MAX_BURST);
    atMost(config, "burstBytes", burstBytes, TokenBucket.MAX_BURST);
    atMost(config, "minEvents", minEvents, burstEvents);
    atMost(config, "minBytes", minBytes, burstBytes);
    LongSupplier clock = context.nanoClock();
    long now = clock.getAsLong();
    return new RateLimitPolicy(
        Rate.of(eventRate, burstEvents, minEvents, "events", now),
        Rate.of(byteRate, burstBytes, minBytes, "bytes", now),
        clock);
  }

  private static long share(long burst) {
    return burst == Rate.NO_LIMIT ? 1 : Math.max(1, burst / 10);
  }

  private static void atMost(ExtensionConfig config, String key, long value, long bound) {
    if (value > bound && value != Rate.NO_LIMIT) {
      throw config.invalid(key, "1 to " + bound);
    }
  }
}
