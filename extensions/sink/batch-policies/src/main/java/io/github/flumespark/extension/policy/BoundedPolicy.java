package io.github.flumespark.extension.policy;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * Bounds each batch by itself.
 *
 * @param maxWait null for the sink's own
 */
record BoundedPolicy(int maxEvents, long maxBytes, Duration maxWait)
    implements BatchAdmissionPolicy {

  @Override
  public Admission admit(PollRequest poll) {
    BatchLimits limits =
        BatchLimits.ofEvents(Math.min(poll.maxEvents(), maxEvents)).withMaxBytes(maxBytes);
    return Admission.accept(maxWait == null ? limits : limits.withMaxWait(maxWait));
  }
}
