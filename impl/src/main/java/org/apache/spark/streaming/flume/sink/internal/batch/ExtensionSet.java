package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
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
  private final Runnable whenFree;

  /** The engine itself, which gives it out, and each poll that is being judged or is admitted. */
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * Puts extensions together.
   *
   * @param whenFree is run once when nobody uses the set any more; must not block
   */
  public ExtensionSet(
      TransformerChain chain,
      BatchAdmissionPolicy policy,
      SequenceGenerator sequence,
      Runnable whenFree) {
    this.chain = chain;
    this.policy = policy;
    this.sequence = sequence;
    this.whenFree = whenFree;
  }

  TransformerChain chain() {
    return chain;
  }

  BatchAdmissionPolicy policy() {
    return policy;
  }

  SequenceGenerator sequence() {
    return sequence;
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
      whenFree.run();
    }
  }
}
