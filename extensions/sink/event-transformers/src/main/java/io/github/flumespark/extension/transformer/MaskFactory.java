package io.github.flumespark.extension.transformer;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.match.BodyText;
import org.apache.spark.streaming.flume.sink.spi.match.BoundedRegex;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * {@code mask}: replaces what a regex finds in the values of headers and in the body.
 *
 * <ul>
 *   <li>{@code regex}, required: what to look for, anywhere in a text; it must not match the empty
 *       text
 *   <li>{@code replacement}, default {@code ***}: what takes its place; {@code $1} to {@code $9}
 *       stand for groups of the regex, {@code $$} for a dollar sign
 *   <li>{@code headers}, default {@code *}: names and globs of the headers whose values are masked;
 *       {@code none} for none. Names of headers are never masked
 *   <li>{@code body}, default {@code true}: whether the body is masked
 *   <li>{@code charset}, default UTF-8: how the body is read; bytes that it can't decode match
 *       nothing but wildcards, and stay as they are
 *   <li>{@code maxSteps}, default 1000000: how many characters the regex may look at in one text,
 *       plus 100 for each that the text has
 * </ul>
 *
 * <p>A regex that needs more throws, and so does a body that its charset can't put together again
 * (never with UTF-8 or ISO-8859-1): {@code onError} decides, and with {@code pass} the event goes
 * on <em>unmasked</em>. An event without a match passes as it is. Its transformers are thread-safe.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class MaskFactory implements EventTransformerFactory {

  private static final String REGEX = "regex";
  private static final String REPLACEMENT = "replacement";
  private static final String HEADERS = "headers";
  private static final String BODY = "body";
  private static final List<String> NO_HEADERS = List.of("none");

  /** For the service loader. */
  public MaskFactory() {}

  @Override
  public String name() {
    return "mask";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    BoundedRegex regex = BoundedRegex.read(config, REGEX, BoundedRegex.maxSteps(config));
    if (regex == null || regex.find("")) {
      throw config.invalid(REGEX, "a regular expression that does not match the empty text");
    }
    boolean body = config.getBoolean(BODY, true);
    BodyText bodyText = BodyText.read(config);
    List<String> headers = config.getList(HEADERS);
    if (headers.isEmpty()) {
      headers = List.of("*");
    } else if (headers.equals(NO_HEADERS)) {
      headers = List.of();
    }
    Replacement replacement = replacement(config, regex);
    if (!body && headers.isEmpty()) {
      throw config.invalid(BODY, "true, since headers = none leaves nothing else to mask");
    }
    if (body && !bodyText.canEncode(replacement.literals())) {
      throw config.invalid(REPLACEMENT, "a text that the body's charset can encode");
    }
    return new Mask(regex, replacement, new NameMatcher(headers, null), body ? bodyText : null);
  }

  private static Replacement replacement(ExtensionConfig config, BoundedRegex regex) {
    try {
      return Replacement.parse(config.getString(REPLACEMENT, "***"), regex.groups());
    } catch (IllegalArgumentException malformed) {
      throw config.invalid(
          REPLACEMENT,
          ("a text in which each $ is followed by the number of one of the regex's %d groups, from 1"
                  + " to 9, or by another $")
              .formatted(regex.groups()));
    }
  }
}
