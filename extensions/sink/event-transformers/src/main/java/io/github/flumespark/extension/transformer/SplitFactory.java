package io.github.flumespark.extension.transformer;

import aQute.bnd.annotation.spi.ServiceProvider;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * {@code split}: makes an event of each part of a body. Every part has all the headers.
 *
 * <ul>
 *   <li>{@code delimiter}, default a line feed: what separates parts; text (as UTF-8) with the
 *       escapes {@code \n \r \t \\} and {@code \xHH}, a byte in hexadecimal
 *   <li>{@code keepEmpty}, default {@code false}: whether empty parts become events too
 *   <li>{@code maxParts}, default 10000, 1 to 1000000: the most events that one may become
 *   <li>{@code indexHeader}, default none: a header for the part's number, counted from 0; it
 *       replaces one that the event has
 * </ul>
 *
 * <p>An event without the delimiter passes as it is, with the number 0 where {@code indexHeader} is
 * set. One of delimiters alone is dropped unless {@code keepEmpty}. More parts than {@code
 * maxParts} throw, so {@code onError} decides. Its transformers are thread-safe.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class SplitFactory implements EventTransformerFactory {

  static final String MAX_PARTS = "maxParts";

  private static final String DELIMITER = "delimiter";
  private static final int DEFAULT_MAX_PARTS = 10_000;
  private static final int MOST_PARTS = 1_000_000;

  /** For the service loader. */
  public SplitFactory() {}

  @Override
  public String name() {
    return "split";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    int maxParts = config.getInt(MAX_PARTS, DEFAULT_MAX_PARTS, 1, MOST_PARTS);
    return new Split(
        delimiter(config),
        config.getBoolean("keepEmpty", false),
        maxParts,
        config.getString("indexHeader", null));
  }

  private static byte[] delimiter(ExtensionConfig config) {
    try {
      return Escapes.decode(config.getString(DELIMITER, "\\n"));
    } catch (IllegalArgumentException malformed) {
      throw config.invalid(DELIMITER, Escapes.ALLOWED);
    }
  }
}
