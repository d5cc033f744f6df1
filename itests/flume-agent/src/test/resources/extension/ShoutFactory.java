package example;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Compiled while the tests run: what a stranger writes who has nothing but the API jar. */
public final class ShoutFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "shout";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    String suffix = config.getString("suffix", "");
    return (event, out) -> {
      String body = event.bodyAsString(StandardCharsets.UTF_8).toUpperCase(Locale.ROOT) + suffix;
      out.emit(event.withBody(body.getBytes(StandardCharsets.UTF_8)));
    };
  }
}
