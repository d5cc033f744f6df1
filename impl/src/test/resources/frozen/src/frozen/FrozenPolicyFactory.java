package frozen;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/** Calls all that the API offers to a policy. */
public final class FrozenPolicyFactory implements BatchAdmissionPolicyFactory {

  @Override
  public String name() {
    return "frozen-policy";
  }

  @Override
  public BatchAdmissionPolicy create(ExtensionConfig config, ExtensionContext context) {
    return new FrozenPolicy();
  }

  private static final class FrozenPolicy implements BatchAdmissionPolicy {

    @Override
    public Admission admit(PollRequest poll) {
      if (poll.requestedEvents() == 13) {
        return Admission.reject("unlucky", Duration.ofMillis(1));
      }
      boolean local = poll.clientAddress().getAddress().isLoopbackAddress();
      boolean known = !poll.client().isEmpty() && poll.connection() >= 0;
      long arrived = poll.arrivedNanos();
      if (!local || !known || arrived == 42) {
        return Admission.reject("stranger", Duration.ZERO);
      }
      BatchLimits limits =
          BatchLimits.ofEvents(poll.maxEvents())
              .withMaxBytes(1 << 20)
              .withMaxWait(Duration.ofSeconds(1));
      if (limits.maxEvents() < 1 || limits.maxBytes() < 1 || limits.maxWait().isEmpty()) {
        throw new IllegalStateException(limits.toString());
      }
      return Admission.accept(limits);
    }

    @Override
    public void settled(BatchOutcome outcome) {
      System.setProperty(
          "frozen.settled",
          outcome.result()
              + " "
              + outcome.events()
              + " "
              + (outcome.bytes() > 0)
              + " "
              + !outcome.held().isNegative()
              + " "
              + outcome.limits().maxEvents()
              + " "
              + outcome.poll().requestedEvents());
    }
  }
}
