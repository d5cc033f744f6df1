package org.apache.spark.streaming.flume.sink.internal.access;

/**
 * What the rules say of a peer.
 *
 * @param answer what becomes of the peer
 * @param rule the rule that says so, counted from 0; {@link #NO_RULE} where none matched
 */
public record Decision(Answer answer, int rule) {

  /** No rule matched. */
  public static final int NO_RULE = -1;

  /** What becomes of a peer. */
  public enum Answer {
    /** It may connect. */
    ALLOW,
    /** It may not. */
    DENY,
    /** That depends on its name; ask again, from this rule on. */
    NEEDS_NAME
  }
}
