package io.github.flumespark.extension.transformer;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * {@code header-filter}: removes, renames and adds headers, in the order of this list. At least one
 * of the keys is required besides {@code preserveExisting} and {@code useIP}; names of headers are
 * case-sensitive.
 *
 * <ol>
 *   <li>{@code keep}, {@code keepRegex}, {@code remove}, {@code removeRegex}: lists of names and
 *       globs ({@code *} and {@code ?}), and regexes that match whole names. A header stays if it
 *       is among those to keep, or none are named, and not among those to remove
 *   <li>{@code rename.OLD = NEW}: an OLD that is not there is no error
 *   <li>{@code add.NAME = value}: a text. In both, {@code %{NAME}} stands for a header of the event
 *       as it was before the first step, and {@code %{NAME:PATTERN}} for the time that it holds, in
 *       the {@code timeZone}; where there is none, nothing is added or renamed. {@code %{host}}
 *       falls back to the agent's host, {@code %{timestamp}} to what {@code timestampFrom} and
 *       {@code timestampDefault} say
 *   <li>{@code hostHeader}: a header for the agent's address ({@code useIP}, default {@code true})
 *       or name, looked up once, when the sink starts
 *   <li>{@code timestampHeader}: a header for the event's time in milliseconds since 1970, from the
 *       first header in the list {@code timestampFrom} that holds one (such milliseconds, or ISO
 *       8601 with an offset), as the event had it before the first step; {@code timestampDefault}
 *       is what is written if none does: {@code none} (default), or {@code now}, the agent's clock
 * </ol>
 *
 * <p>{@code preserveExisting}, default {@code true}: whether a header that the event has wins over
 * one that is added, and over a renamed one, which then stays under its old name. With {@code
 * false} the new value wins.
 *
 * <p>{@code timestampDefault = now} is the one setting with which an event that is delivered again
 * may differ from its first delivery. Its transformers are thread-safe, and throw only where a
 * regex runs away.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class HeaderFilterFactory implements EventTransformerFactory {

  private final LongSupplier wallClock;

  /** For the service loader. */
  public HeaderFilterFactory() {
    this(System::currentTimeMillis);
  }

  HeaderFilterFactory(LongSupplier wallClock) {
    this.wallClock = wallClock;
  }

  @Override
  public String name() {
    return "header-filter";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    HeaderChoice choice = HeaderChoice.read(config);
    HeaderAdditions additions = new HeaderAdditions(config, wallClock);
    TemplateValues values = additions.values();
    Map<String, HeaderTemplate> renames = Renames.read(config, choice, values);
    Map<String, HeaderTemplate> templates = additions.templates(values);
    TimestampHeader timestamp = additions.timestamp(templates);
    boolean preserveExisting = config.getBoolean("preserveExisting", true);
    if (choice.keepsAll() && renames.isEmpty() && templates.isEmpty() && timestamp == null) {
      throw config.invalid(
          "keep",
          "at least one of keep, keepRegex, remove, removeRegex, rename.OLD, add.NAME, hostHeader"
              + " and timestampHeader");
    }
    return new HeaderFilter(choice, renames, templates, timestamp, preserveExisting);
  }
}
