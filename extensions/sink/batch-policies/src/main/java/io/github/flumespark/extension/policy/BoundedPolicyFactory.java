package io.github.flumespark.extension.policy;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

/**
 * Makes {@code bounded}: accepts every poll, and bounds its batch.
 *
 * <ul>
 *   <li>{@code maxEvents}: events in a batch, at least 1. Default: what the poll asks for.
 *   <li>{@code maxBytes}: encoded bytes in a batch, a size such as {@code 4 MiB}, at least 1.
 *       Default: no bound of its own.
 *   <li>{@code maxWait}: how long a batch, once it holds an event, waits for more; a time such as
 *       {@code 50 ms}, zero or more. Default: the sink's {@code linger}.
 * </ul>
 *
 * <p>Any other value is refused with an {@link
 * org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException}. The policy keeps no state,
 * so it is thread-safe.
 */
@ServiceProvider(BatchAdmissionPolicyFactory.class)
public final class BoundedPolicyFactory implements BatchAdmissionPolicyFactory {

  /** For {@link java.util.ServiceLoader}. */
  public BoundedPolicyFactory() {}

  @Override
  public String name() {
    return "bounded";
  }

  @Override
  public BatchAdmissionPolicy create(ExtensionConfig config, ExtensionContext context) {
    int maxEvents = config.getInt("maxEvents", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    long maxBytes = config.getBytes("maxBytes", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    Duration maxWait = config.getDuration("maxWait", null);
    return new BoundedPolicy(maxEvents, maxBytes, maxWait);
  }
}
