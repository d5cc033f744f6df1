package io.github.flumespark.extension.transformer;

import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.match.BodyText;
import org.apache.spark.streaming.flume.sink.spi.match.BoundedRegex;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Redacts headers and bodies; see {@link MaskFactory}. */
final class Mask implements EventTransformer {

  private final BoundedRegex regex;
  private final Replacement replacement;
  private final NameMatcher headers;
  private final BodyText bodyText;

  /** The last one is null where bodies are left alone. */
  Mask(BoundedRegex regex, Replacement replacement, NameMatcher headers, BodyText bodyText) {
    this.regex = regex;
    this.replacement = replacement;
    this.headers = headers;
    this.bodyText = bodyText;
  }

  @Override
  public void transform(SinkEvent event, Emitter out) throws CharacterCodingException {
    SinkEvent masked = headers.isEmpty() ? event : maskHeaders(event);
    out.emit(bodyText == null || event.bodyLength() == 0 ? masked : maskBody(masked));
  }

  private SinkEvent maskHeaders(SinkEvent event) {
    Map<String, String> altered = null;
    for (Map.Entry<String, String> header : event.headers().entrySet()) {
      String value = header.getValue();
      if (value.isEmpty() || !headers.matches(header.getKey())) {
        continue;
      }
      String masked = replacement.ofAll(regex, value);
      if (!masked.equals(value)) {
        altered = altered == null ? new LinkedHashMap<>(event.headers()) : altered;
        altered.put(header.getKey(), masked);
      }
    }
    return altered == null ? event : event.withHeaders(altered);
  }

  private SinkEvent maskBody(SinkEvent event) throws CharacterCodingException {
    String text = bodyText.decode(event.body());
    String masked = replacement.ofAll(regex, text);
    return masked.equals(text) ? event : event.withBody(bodyText.encode(masked, event.body()));
  }
}
