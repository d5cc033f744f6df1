package org.apache.spark.streaming.flume.sink.internal.access;

/** A text is no list of rules; the message names the rule, and says what is wrong with it. */
public final class AccessRuleException extends Exception {

  private static final long serialVersionUID = 1L;

  AccessRuleException(String message) {
    super(message);
  }
}
