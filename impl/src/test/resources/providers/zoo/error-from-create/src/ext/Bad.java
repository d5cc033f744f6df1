package ext;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Was built against another version of something. */
public final class Bad implements EventTransformerFactory {

  @Override
  public String name() {
    return "bad";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    Thread.currentThread().interrupt();
    throw new NoSuchMethodError("gone()");
  }
}
