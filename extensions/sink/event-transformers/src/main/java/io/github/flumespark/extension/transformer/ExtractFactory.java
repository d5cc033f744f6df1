package io.github.flumespark.extension.transformer;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * {@code extract}: copies parts of the body into headers. Exactly one of these says where they are:
 *
 * <ul>
 *   <li>{@code regex}: each of its named groups, of its first match, becomes the header of that
 *       name, behind the {@code headerPrefix}
 *   <li>{@code pointer.HEADER}: a JSON pointer such as {@code /user/id}
 *   <li>{@code column.HEADER}: the number of a column, from 1, of a line with the {@code delimiter}
 *       (default a comma) and perhaps a {@code quote}
 *   <li>{@code pair.HEADER}: the key of a {@code key=value} pair, with {@code valueDelimiter}
 *       (default {@code =}) and {@code pairDelimiter} (default white space)
 * </ul>
 *
 * <p>{@code onMismatch}, default {@code leave}: what becomes of an event whose body lacks any of
 * them or is of another form: {@code leave} (what is there is taken), {@code drop}, or {@code
 * error}, so that {@code onError} decides. {@code preserveExisting}, default {@code true}: whether
 * a header that the event has wins. {@code charset}, default UTF-8, and {@code maxSteps}, the
 * regex's budget, as in {@code event-filter}.
 *
 * <p>The body stays as it is. Its transformers are thread-safe.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class ExtractFactory implements EventTransformerFactory {

  /** For the service loader. */
  public ExtractFactory() {}

  @Override
  public String name() {
    return "extract";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    ExtractionReader reader = new ExtractionReader(config);
    List<Extraction> found = new ArrayList<>(reader.read());
    if (found.size() != 1) {
      throw config.invalid(
          "regex",
          "exactly one of regex, pointer.HEADER, column.HEADER and pair.HEADER, each of the last"
              + " three for several headers if need be");
    }
    return new Extract(
        found.get(0),
        config.getChoice("onMismatch", Extract.OnMismatch.class, Extract.OnMismatch.LEAVE),
        config.getBoolean("preserveExisting", true));
  }
}
