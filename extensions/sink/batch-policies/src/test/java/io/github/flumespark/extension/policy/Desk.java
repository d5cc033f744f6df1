package io.github.flumespark.extension.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.contract.FakeExtensionContext;
import io.github.flumespark.contract.FakeOutcome;
import io.github.flumespark.contract.FakePoll;
import io.github.flumespark.contract.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;

/** A policy, a clock, and the words with which the tests talk to them. */
final class Desk {

  /** A poll that was accepted, until it is settled. */
  record Grant(FakePoll poll, BatchLimits limits) {
    int events() {
      return limits.maxEvents();
    }
  }

  final ManualClock clock = new ManualClock(-5);
  final BatchAdmissionPolicy policy;

  Desk(BatchAdmissionPolicyFactory factory, Map<String, String> config) {
    policy = create(factory, config, clock);
  }

  private static BatchAdmissionPolicy create(
      BatchAdmissionPolicyFactory factory, Map<String, String> config, ManualClock clock) {
    return factory.create(
        new MapExtensionConfig(config), new FakeExtensionContext(Path.of("unused"), clock));
  }

  /** Makes a policy that is not meant to be made. */
  static void refuse(BatchAdmissionPolicyFactory factory, Map<String, String> config) {
    BatchAdmissionPolicy made = create(factory, config, new ManualClock(0));
    made.close();
  }

  Admission poll(long connection, int events) {
    return policy.admit(FakePoll.of(connection, events, clock));
  }

  Grant accept(long connection, int events) {
    return accept(FakePoll.of(connection, events, clock));
  }

  Grant accept(FakePoll poll) {
    Admission answer = policy.admit(poll);
    assertThat(answer).as("the answer to %s", poll).isInstanceOf(Admission.Accepted.class);
    return new Grant(poll, ((Admission.Accepted) answer).limits());
  }

  Admission.Rejected refuse(long connection, int events) {
    Admission answer = poll(connection, events);
    assertThat(answer)
        .as("the answer to connection %d", connection)
        .isInstanceOf(Admission.Rejected.class);
    return (Admission.Rejected) answer;
  }

  void settle(Grant grant, Result result, int events, long bytes, Duration held) {
    policy.settled(new FakeOutcome(grant.poll(), grant.limits(), result, events, bytes, held));
  }

  void ack(Grant grant, int events) {
    settle(grant, Result.ACKED, events, 10L * events, Duration.ofMillis(1));
  }

  void ack(Grant grant) {
    ack(grant, grant.events());
  }

  void empty(Grant grant) {
    settle(grant, Result.EMPTY, 0, 0, Duration.ZERO);
  }

  void advance(Duration time) {
    clock.advance(time);
  }
}
