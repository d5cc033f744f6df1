package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;
import org.apache.spark.streaming.flume.sink.internal.guard.Caller;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/**
 * The extensions under which a poll is judged, filled and reported: the same from end to end, also
 * when others take their place meanwhile. Counts who uses it, so that it can be closed once nobody
 * does any more. Thread-safe.
 */
public final class ExtensionSet {

  private final TransformerChain chain;
  private final BatchAdmissionPolicy policy;
  private final SequenceGenerator sequence;
  private final ExtensionCalls calls;
  private final Runnable whenFree;
  private final Callee admit;
  private final Callee settled;
  private final Callee next;
  private volatile DeadlineTimer timer;

  /** The engine itself, which gives it out, and each poll that is being judged or is admitted. */
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * Puts extensions together.
   *
   * @param calls watches over the calls into them
   * @param whenFree is run once when nobody uses the set any more; must not block
   */
  public ExtensionSet(
      TransformerChain chain,
      BatchAdmissionPolicy policy,
      SequenceGenerator sequence,
      ExtensionCalls calls,
      Runnable whenFree) {
    this.chain = chain;
    this.policy = policy;
    this.sequence = sequence;
    this.calls = calls;
    this.whenFree = whenFree;
    this.admit = Callee.of("admission policy", policy, "admit()");
    this.settled = Callee.of("admission policy", policy, "settled()");
    this.next = Callee.of("sequence generator", sequence, "next()");
  }

  /** The timer from now on writes the lines of the chain that a limit held back. */
  void timedBy(DeadlineTimer newTimer) {
    timer = newTimer;
    chain.timedBy(newTimer);
  }

  TransformerChain chain() {
    return chain;
  }

  /** Watches over the calls into the extensions. */
  ExtensionCalls calls() {
    return calls;
  }

  /** {@link BatchAdmissionPolicy#admit}, as messages name it. */
  Callee admitCall() {
    return admit;
  }

  /** {@link BatchAdmissionPolicy#settled}, as messages name it. */
  Callee settledCall() {
    return settled;
  }

  /** {@link SequenceGenerator#next}, as messages name it. */
  Callee nextCall() {
    return next;
  }

  Admission admit(PollRequest poll) {
    Caller caller = calls.caller();
    Callee outer = caller.enter(admit);
    ForeignCode foreign = ForeignCode.enter(policy.getClass().getClassLoader());
    try {
      return policy.admit(poll);
    } finally {
      foreign.exit();
      caller.exit(outer);
    }
  }

  void settled(BatchOutcome outcome) {
    Caller caller = calls.caller();
    Callee outer = caller.enter(settled);
    ForeignCode foreign = ForeignCode.enter(policy.getClass().getClassLoader());
    try {
      policy.settled(outcome);
    } finally {
      foreign.exit();
      caller.exit(outer);
    }
  }

  String nextNumber() {
    Caller caller = calls.caller();
    Callee outer = caller.enter(next);
    ForeignCode foreign = ForeignCode.enter(sequence.getClass().getClassLoader());
    try {
      return sequence.next();
    } finally {
      foreign.exit();
      caller.exit(outer);
    }
  }

  /** Begins to use it; false if it has become free, and another has taken its place. */
  boolean enter() {
    int now = users.get();
    while (now > 0 && !users.compareAndSet(now, now + 1)) {
      now = users.get();
    }
    return now > 0;
  }

  void leave() {
    if (users.decrementAndGet() == 0) {
      if (timer != null) {
        chain.endLog(timer);
      }
      whenFree.run();
    }
  }
}
