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

  /** Whose policy has been warned of. */
  private volatile ExtensionSet advised;

  AdmissionDesk(BatchSettings settings, OutcomeReports reports) {
    this.settings = settings;
    this.reports = reports;
    this.log = SinkLog.of(AdmissionDesk.class, settings.sinkName());
  }

  /** Decides. A poll that is admitted uses the extensions until its outcome has been reported. */
  Decision decide(Poll poll, ExtensionSet extensions) {
    Outcome outcome = new Outcome(poll, extensions);
    Admission admission;
    try {
      admission = extensions.admit(poll);
    } catch (Throwable t) {
      log.error("{} failed", extensions.admitCall(), t);
      return refusal("%s failed: %s".formatted(extensions.admitCall(), ForeignCode.describe(t)));
    }
    if (admission instanceof Admission.Rejected rejected) {
      Duration longest = settings.pollTimeout();
      return new Decision.Refused(
          rejected.reason(), rejected.hold().compareTo(longest) < 0 ? rejected.hold() : longest);
    }
    if (!(admission instanceof Admission.Accepted accepted)) {
      String problem = extensions.admitCall() + " returned null";
      log.error("{}", problem);
      return refusal(problem);
    }
    outcome.grant(accepted.limits());
    if (advised != extensions) {
      adviseOfWait(accepted.limits(), extensions);
    }
    return number(poll, accepted.limits(), outcome);
  }

  /** Tells, once for each policy, that its waits outlast the calls of clients. */
  private void adviseOfWait(BatchLimits limits, ExtensionSet extensions) {
    limits
        .maxWait()
        .flatMap(wait -> SetupAdvice.ofWait(settings, "the policy's maxWait", wait))
        .ifPresent(
            words -> {
              advised = extensions;
              log.warn("{}: {}", extensions.admitCall(), words);
            });
  }

  private Decision number(Poll poll, BatchLimits limits, Outcome outcome) {
    ExtensionSet extensions = outcome.extensions();
    String problem;
    Throwable cause = null;
    try {
      String number = extensions.nextNumber();
      problem = problemOf(number);
      if (problem == null) {
        outcome.number(number);
        return new Decision.Admitted(new AdmittedPoll(poll, limits, number, outcome));
      }
      problem = extensions.nextCall() + problem;
    } catch (Throwable t) {
      cause = t;
      problem = "%s failed: %s".formatted(extensions.nextCall(), ForeignCode.describe(t));
    }
    extensions.enter();
    reports.report(outcome.become(BatchOutcome.Result.ABORTED));
    log.error(problem, cause);
    return refusal(problem);
  }

  /** What is wrong with a number, in words that follow its generator's; null if nothing is. */
  private static String problemOf(String number) {
    if (number == null) {
      return " returned null";
    }
    boolean valid = !number.isEmpty() && number.length() <= MAX_SEQUENCE_LENGTH;
    for (int i = 0; valid && i < number.length(); i++) {
      valid = number.charAt(i) > 0x20 && number.charAt(i) < 0x7f;
    }
    return valid
        ? null
        : " returned a number of %d characters that is not 1 to 128 printable ASCII characters"
            .formatted(number.length());
  }

  private Decision refusal(String reason) {
    return new Decision.Refused(reason, settings.backoff());
  }
}
