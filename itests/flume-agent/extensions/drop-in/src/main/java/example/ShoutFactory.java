package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Makes {@code shout}: bodies in capital letters, with what the key {@code suffix} adds. */
public final class ShoutFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "shout";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    String suffix = config.getString("suffix", "");
    return (event, out) -> {
      String body = event.bodyAsString(UTF_8).toUpperCase(Locale.ROOT) + suffix;
      out.emit(event.withBody(body.getBytes(UTF_8)));
    };
  }
}
