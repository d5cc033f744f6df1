package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;
import org.junit.jupiter.api.Test;

class DefaultAdmissionPolicyTest {

  private final DefaultAdmissionPolicy policy = new DefaultAdmissionPolicy();

  @Test
  void grantsWhatTheSinkCanGiveNotWhatTheClientAskedFor() {
    assertThat(policy.admit(new Poll(1000, 100)))
        .isEqualTo(Admission.accept(BatchLimits.ofEvents(100)));
  }

  private record Poll(int requestedEvents, int maxEvents) implements PollRequest {

    @Override
    public String client() {
      return "127.0.0.1:1";
    }

    @Override
    public long connection() {
      return 1;
    }

    @Override
    public long arrivedNanos() {
      return 0;
    }
  }
}
