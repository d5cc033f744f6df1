package org.apache.spark.streaming.flume.sink.internal.transform;

/**
 * What the sink itself does about one transformer.
 *
 * @param alias the transformer's name in the sink's configuration
 * @param onError what happens to an event for which it throws
 * @param errorsBeforeDeadLetter how often the same event may fail, and come again, before it is a
 *     dead letter
 * @param condition which events it is given
 */
public record StageRules(
    String alias, OnError onError, int errorsBeforeDeadLetter, StageCondition condition) {

  /**
   * A stage for all events.
   *
   * @param alias the transformer's name
   * @param onError what happens to an event for which it throws
   * @param errorsBeforeDeadLetter how often the same event may fail first
   */
  public StageRules(String alias, OnError onError, int errorsBeforeDeadLetter) {
    this(alias, onError, errorsBeforeDeadLetter, StageCondition.NONE);
  }

  /**
   * A stage without anything special.
   *
   * @param alias the transformer's name
   * @param onError what happens to an event for which it throws
   * @return its rules
   */
  public static StageRules of(String alias, OnError onError) {
    return new StageRules(alias, onError, 0);
  }

  /**
   * By the names of the keys.
   *
   * @return on one line
   */
  public String describe() {
    return "onError=%s%s%s"
        .formatted(
            onError.word(),
            errorsBeforeDeadLetter == 0 ? "" : ", errorsBeforeDeadLetter=" + errorsBeforeDeadLetter,
            condition.describe());
  }
}
