package io.github.flumespark.extension.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.junit.jupiter.api.Test;

class BoundedPolicyTest {

  @Test
  void boundsWhatIsSet() {
    Desk desk = desk(Map.of("maxEvents", "50", "maxBytes", "2 KiB", "maxWait", "5 ms"));

    assertThat(desk.poll(1, 1000))
        .isEqualTo(
            Admission.accept(
                BatchLimits.ofEvents(50).withMaxBytes(2048).withMaxWait(Duration.ofMillis(5))));
  }

  @Test
  void givesNoMoreThanThePollMayHave() {
    assertThat(desk(Map.of("maxEvents", "50")).poll(1, 20))
        .isEqualTo(Admission.accept(BatchLimits.ofEvents(20)));
  }

  @Test
  void leavesTheRestToTheSink() {
    assertThat(desk(Map.of()).poll(1, 1000))
        .isEqualTo(Admission.accept(BatchLimits.ofEvents(1000)));
  }

  private static Desk desk(Map<String, String> config) {
    return new Desk(new BoundedPolicyFactory(), config);
  }
}
