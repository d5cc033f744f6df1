package org.apache.spark.streaming.flume.sink.spi.match;

import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/**
 * What a configuration asks of events, as it is written below {@code transformers.ALIAS.when} and
 * in the transformer {@code event-filter}. These are its keys:
 *
 * <ul>
 *   <li>{@code header.NAME.TEST} and {@code body.TEST}, at least one. TEST is {@code equals},
 *       {@code glob} (the whole text; {@code *} and {@code ?}), {@code regex} (any part of it), or
 *       {@code notEquals}, {@code notGlob}, {@code notRegex}. A header that is not there meets none
 *       of the first three and all of the others. {@code header.NAME.exists} is {@code true} or
 *       {@code false}
 *   <li>{@code match}: whether {@code all} of them must hold, or {@code any}
 *   <li>{@code charset}, default UTF-8: how the body is read
 *   <li>{@code maxSteps}, default 1000000: how many characters a regex may look at in one text,
 *       plus 100 for each that the text has
 * </ul>
 *
 * <p>Immutable and thread-safe. The body is decoded only if the headers leave the answer open.
 */
public final class EventCondition {

  /** How several tests become one. */
  public enum Match {
    /** Every test must hold. */
    ALL,
    /** One test is enough. */
    ANY
  }

  private final List<Condition> conditions;
  private final boolean all;
  private final BodyText bodyText;

  private EventCondition(List<Condition> conditions, boolean all, BodyText bodyText) {
    this.conditions = conditions;
    this.all = all;
    this.bodyText = bodyText;
  }

  /**
   * Reads the keys; there may be others beside them.
   *
   * @param config where they are
   * @param match what is meant where {@code match} is not set
   * @return the condition
   * @throws org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException if there is no test,
   *     or one that can't be read
   */
  public static EventCondition read(ExtensionConfig config, Match match) {
    return new EventCondition(
        new ConditionReader(config).read(),
        config.getChoice("match", Match.class, match) == Match.ALL,
        BodyText.read(config));
  }

  /**
   * Whether an event is meant.
   *
   * @param event any event
   * @return whether the tests hold
   * @throws RegexLimitException if a regex had to be given up
   */
  public boolean holds(SinkEvent event) {
    Subject subject = new Subject(event, bodyText);
    for (Condition condition : conditions) {
      if (condition.holds(subject) != all) {
        return !all;
      }
    }
    return all;
  }
}
