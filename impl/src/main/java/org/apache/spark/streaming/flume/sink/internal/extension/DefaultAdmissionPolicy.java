package org.apache.spark.streaming.flume.sink.internal.extension;

import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/** Every poll gets what it asks for, as far as the sink's cap and the channel's capacity go. */
public final class DefaultAdmissionPolicy implements BatchAdmissionPolicy {

  @Override
  public Admission admit(PollRequest poll) {
    return Admission.accept(BatchLimits.ofEvents(poll.maxEvents()));
  }
}
