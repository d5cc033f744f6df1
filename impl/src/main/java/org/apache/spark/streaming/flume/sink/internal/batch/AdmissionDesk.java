package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;

/**
 * Asks the policy and the sequence generator, and keeps them in bounds: whatever they throw or
 * return, a poll is either admitted with limits the sink can keep and a valid sequence number, or
 * refused.
 */
final class AdmissionDesk {

  private static final int MAX_SEQUENCE_LENGTH = 128;

  private final BatchSettings settings;
  private final OutcomeReports reports;
  private final SinkLog log;

  AdmissionDesk(BatchSettings settings, OutcomeReports reports) {
    this.settings = settings;
    this.reports = reports;
    this.log = SinkLog.of(AdmissionDesk.class, settings.sinkName());
  }

  /** Decides. A poll that is admitted uses the extensions until its outcome has been reported. */
  Decision decide(Poll poll, ExtensionSet extensions) {
    Outcome outcome = new Outcome(poll, extensions);
    Admission admission;
    ForeignCode foreign = ForeignCode.enter(extensions.policy().getClass().getClassLoader());
    try {
      admission = extensions.policy().admit(poll);
    } catch (Throwable t) {
      log.error("the admission policy failed", t);
      return refusal("the admission policy failed: " + ForeignCode.describe(t));
    } finally {
      foreign.exit();
    }
    if (admission instanceof Admission.Rejected rejected) {
      Duration longest = settings.pollTimeout();
      return new Decision.Refused(
          rejected.reason(), rejected.hold().compareTo(longest) < 0 ? rejected.hold() : longest);
    }
    if (!(admission instanceof Admission.Accepted accepted)) {
      log.error("the admission policy returned null");
      return refusal("the admission policy returned null");
    }
    outcome.grant(accepted.limits());
    return number(poll, accepted.limits(), outcome);
  }

  private Decision number(Poll poll, BatchLimits limits, Outcome outcome) {
    ExtensionSet extensions = outcome.extensions();
    String problem;
    Throwable cause = null;
    ForeignCode foreign = ForeignCode.enter(extensions.sequence().getClass().getClassLoader());
    try {
      String number = extensions.sequence().next();
      problem = problemOf(number);
      if (problem == null) {
        outcome.number(number);
        return new Decision.Admitted(new AdmittedPoll(poll, limits, number, outcome));
      }
    } catch (Throwable t) {
      cause = t;
      problem = "the sequence generator failed: " + ForeignCode.describe(t);
    } finally {
      foreign.exit();
    }
    extensions.enter();
    reports.report(outcome.become(BatchOutcome.Result.ABORTED));
    log.error(problem, cause);
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
        : "the sequence generator returned a number of %d characters that is not 1 to 128 printable ASCII characters"
            .formatted(number.length());
  }

  private Decision refusal(String reason) {
    return new Decision.Refused(reason, settings.backoff());
  }
}
