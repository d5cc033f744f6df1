package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Makes {@code quoting}, which quotes the event in its exceptions, as many do. */
public final class QuotingFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "quoting";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    return (event, out) -> {
      String body = event.bodyAsString(UTF_8);
      if (body.contains("poison")) {
        throw new IllegalArgumentException(
            "can't read " + event.headers() + " " + body, new IllegalStateException(body));
      }
      out.emit(event);
    };
  }
}
