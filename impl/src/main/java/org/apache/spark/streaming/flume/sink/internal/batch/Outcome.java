package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * How an admitted poll ended, as the policy is told. It is made before the policy is asked, so that
 * the policy hears of what it granted even when there is no memory for anything more; what is in it
 * changes until it is reported, and never after that.
 */
final class Outcome implements BatchOutcome {

  private final Poll poll;
  private final ExtensionSet extensions;
  private final AtomicBoolean counted = new AtomicBoolean();
  private final AtomicBoolean reported = new AtomicBoolean();
  private BatchLimits limits;
  private String sequenceNumber;
  private Result result = Result.ABORTED;
  private int events;
  private long bytes;
  private Duration held = Duration.ZERO;

  Outcome(Poll poll, ExtensionSet extensions) {
    this.poll = poll;
    this.extensions = extensions;
  }

  /** What the policy granted. */
  void grant(BatchLimits newLimits) {
    limits = newLimits;
  }

  /** The number that the batch will have, for the log. */
  void number(String newSequenceNumber) {
    sequenceNumber = newSequenceNumber;
  }

  String sequenceNumber() {
    return sequenceNumber;
  }

  /** Decides how the poll ended. */
  Outcome become(Result newResult) {
    result = newResult;
    return this;
  }

  /** What the batch that is being sent holds. */
  void sent(int newEvents, long newBytes) {
    events = newEvents;
    bytes = newBytes;
  }

  /** For how long the client kept its batch. */
  void held(Duration newHeld) {
    held = newHeld;
  }

  /** Whether the caller is the one that counts it. */
  boolean claimCount() {
    return counted.compareAndSet(false, true);
  }

  /** Whether the caller is the one that reports it. */
  boolean claimReport() {
    return reported.compareAndSet(false, true);
  }

  /** Whose policy is to be told. */
  ExtensionSet extensions() {
    return extensions;
  }

  @Override
  public PollRequest poll() {
    return poll;
  }

  @Override
  public BatchLimits limits() {
    return limits;
  }

  @Override
  public Result result() {
    return result;
  }

  @Override
  public int events() {
    return events;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Duration held() {
    return held;
  }
}
