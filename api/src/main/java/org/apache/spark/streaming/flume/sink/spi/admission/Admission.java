package org.apache.spark.streaming.flume.sink.spi.admission;

import java.time.Duration;
import java.util.Objects;

/** A policy's answer to a poll. The policy only says; the sink enforces. */
public sealed interface Admission {

  /**
   * The poll may open a transaction.
   *
   * @param limits how large and how late its batch may become
   */
  record Accepted(BatchLimits limits) implements Admission {
    /**
     * Refuses null.
     *
     * @param limits how large and how late its batch may become
     */
    public Accepted {
      Objects.requireNonNull(limits, "limits");
    }
  }

  /**
   * The poll is refused. The client gets an error batch with the reason, once the hold is over:
   * clients poll again at once after an error, so an answer without a hold would make them spin.
   *
   * @param reason for the client and the log
   * @param hold how long the answer is held back, zero or more; the sink cuts it to its {@code
   *     pollTimeout}
   */
  record Rejected(String reason, Duration hold) implements Admission {
    /**
     * Refuses a blank reason and a negative hold.
     *
     * @param reason for the client and the log; not blank
     * @param hold zero or more
     */
    public Rejected {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("reason is blank; allowed: a text for client and log");
      }
      if (hold.isNegative()) {
        throw new IllegalArgumentException("hold is " + hold + "; allowed: zero or more");
      }
    }
  }

  /**
   * Lets the poll open a transaction.
   *
   * @param limits how large and how late its batch may become
   * @return the answer
   */
  static Admission accept(BatchLimits limits) {
    return new Accepted(limits);
  }

  /**
   * Refuses the poll.
   *
   * @param reason for the client and the log; not blank
   * @param hold how long the answer is held back, zero or more
   * @return the answer
   * @throws IllegalArgumentException if the reason is blank or the hold negative
   */
  static Admission reject(String reason, Duration hold) {
    return new Rejected(reason, hold);
  }
}
