package io.github.flumespark.itest.chaos;

/** What became of a batch, as far as the client that got it can know. */
enum Fate {
  /** The ack was answered, and surely before the timeout. */
  ACKED(true, false),

  /** The ack was answered, but perhaps after the timeout: the client was slow to get the batch. */
  ACKED_TOO_CLOSE_TO_TELL(true, true),

  /** The connection ended before the ack was answered: the agent was killed, for one. */
  ACK_UNANSWERED(true, true),

  /** The ack was answered with an error: the commit failed. */
  ACK_FAILED(false, true),

  NACKED(false, true),

  /** Acknowledged long after the timeout, which has no effect. */
  TIMED_OUT(false, true),

  /** The client closed its connection without a word. */
  VANISHED(false, true);

  private final boolean mayEnd;
  private final boolean mayComeAgain;

  Fate(boolean mayEnd, boolean mayComeAgain) {
    this.mayEnd = mayEnd;
    this.mayComeAgain = mayComeAgain;
  }

  /** Whether an event may have left the channel with such a batch. */
  boolean mayEnd() {
    return mayEnd;
  }

  /** Whether the events of such a batch may be delivered again. */
  boolean mayComeAgain() {
    return mayComeAgain;
  }
}
