package io.github.flumespark.extension.transformer;

import aQute.bnd.annotation.spi.ServiceProvider;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.match.EventCondition;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * {@code event-filter}: drops the events that match, or all others.
 *
 * <ul>
 *   <li>{@code action}, required: {@code drop} or {@code keep} the events that match
 *   <li>{@code match}, default {@code all}: whether {@code all} conditions must hold, or {@code
 *       any}
 *   <li>{@code header.NAME.TEST} and {@code body.TEST}, at least one: a condition. TEST is {@code
 *       equals}, {@code glob} (the whole text; {@code *} and {@code ?}), {@code regex} (any part of
 *       it), or {@code notEquals}, {@code notGlob}, {@code notRegex}. A header that is not there
 *       meets none of the first three and all of the others. {@code header.NAME.exists} is {@code
 *       true} or {@code false}
 *   <li>{@code charset}, default UTF-8: how the body is read
 *   <li>{@code maxSteps}, default 1000000: how many characters a regex may look at in one text,
 *       plus 100 for each that the text has
 * </ul>
 *
 * <p>A regex that needs more throws, so {@code onError} decides. What passes is the event itself.
 * Its transformers are thread-safe.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class EventFilterFactory implements EventTransformerFactory {

  /** For the service loader. */
  public EventFilterFactory() {}

  @Override
  public String name() {
    return "event-filter";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    return new EventFilter(
        // Not guessed: the wrong guess would lose what was meant to stay.
        config.getChoice("action", Action.class) == Action.KEEP,
        EventCondition.read(config, EventCondition.Match.ALL));
  }

  private enum Action {
    KEEP,
    DROP
  }
}
