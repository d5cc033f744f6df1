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
    long most = TokenBucket.MAX_RATE;
    long eventRate = config.getLong("eventsPerSecond", Rate.NO_LIMIT, 1, most);
    long byteRate = config.getBytes("bytesPerSecond", Rate.NO_LIMIT, 1, most);
    if (eventRate == Rate.NO_LIMIT && byteRate == Rate.NO_LIMIT) {
      throw config.invalid("eventsPerSecond", "a value for it, or for bytesPerSecond");
    }
    long burstEvents = config.getLong("burstEvents", eventRate, 1, TokenBucket.MAX_BURST);
    long burstBytes = config.getBytes("burstBytes", byteRate, 1, TokenBucket.MAX_BURST);
    long minEvents = config.getLong("minEvents", share(burstEvents), 1, burstEvents);
    long minBytes = config.getBytes("minBytes", share(burstBytes), 1, burstBytes);
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
}
