package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the policy and the sequence generator, and keeps them in bounds: whatever they throw or
 * return, a poll is either accepted with limits the sink can keep and a valid sequence number, or
 * refused.
 */
final class AdmissionDesk {

  private static final Logger LOG = LoggerFactory.getLogger(AdmissionDesk.class);
  private static final int MAX_SEQUENCE_LENGTH = 128;

  private final BatchAdmissionPolicy policy;
  private final SequenceGenerator sequence;
  private final BatchObserver observer;
  private final BatchSettings settings;
  private final BatchLog log;

  AdmissionDesk(
      BatchAdmissionPolicy policy,
      SequenceGenerator sequence,
      BatchObserver observer,
      BatchSettings settings,
      BatchLog log) {
    this.policy = policy;
    this.sequence = sequence;
    this.observer = observer;
    this.settings = settings;
    this.log = log;
  }

  /**
   * Judges a poll.
   *
   * @return null if the poll was admitted, otherwise why it was not
   */
  Admission.Rejected judge(Poll poll) {
    Admission admission;
    ForeignCode foreign = ForeignCode.enter(policy.getClass().getClassLoader());
    try {
      admission = policy.admit(poll);
    } catch (Throwable t) {
      LOG.error("Sink {}: the admission policy failed", settings.sinkName(), t);
      return refusal("the admission policy failed: " + ForeignCode.describe(t));
    } finally {
      foreign.exit();
    }
    if (admission instanceof Admission.Rejected rejected) {
      Duration longest = settings.pollTimeout();
      return rejected.hold().compareTo(longest) <= 0
          ? rejected
          : new Admission.Rejected(rejected.reason(), longest);
    }
    if (!(admission instanceof Admission.Accepted accepted)) {
      LOG.error("Sink {}: the admission policy returned null", settings.sinkName());
      return refusal("the admission policy returned null");
    }
    return name(poll, accepted.limits());
  }

  private Admission.Rejected name(Poll poll, BatchLimits limits) {
    String problem;
    Throwable cause = null;
    String number = null;
    ForeignCode foreign = ForeignCode.enter(sequence.getClass().getClassLoader());
    try {
      number = sequence.next();
      problem = problemOf(number);
    } catch (Throwable t) {
      cause = t;
      problem = "the sequence generator failed: " + ForeignCode.describe(t);
    } finally {
      foreign.exit();
    }
    poll.admit(limits, number);
    if (problem == null) {
      return null;
    }
    LOG.error("Sink {}: {}", settings.sinkName(), problem, cause);
    settled(Outcome.withoutBatch(poll, BatchOutcome.Result.ABORTED));
    return refusal(problem);
  }

  private static String problemOf(String number) {
    if (number == null) {
      return "the sequence generator returned null";
    }
    boolean valid = !number.isEmpty() && number.length() <= MAX_SEQUENCE_LENGTH;
    for (int i = 0; valid && i < number.length(); i++) {
      valid = number.charAt(i) > 0x20 && number.charAt(i) < 0x7f;
    }
    return valid
        ? null
        : "the sequence generator returned a number of "
            + number.length()
            + " characters that is not 1 to 128 printable ASCII characters";
  }

  private Admission.Rejected refusal(String reason) {
    return new Admission.Rejected(reason, settings.backoff());
  }

  /** Tells policy and observer how an accepted poll ended: once, whoever calls first. */
  void settled(Outcome outcome) {
    if (!outcome.poll().settle()) {
      return;
    }
    ForeignCode foreign = ForeignCode.enter(policy.getClass().getClassLoader());
    try {
      policy.settled(outcome);
    } catch (Throwable t) {
      LOG.error("Sink {}: the admission policy failed to note an outcome", settings.sinkName(), t);
    } finally {
      foreign.exit();
    }
    observer.settled(outcome);
    log.settled(outcome);
  }
}
