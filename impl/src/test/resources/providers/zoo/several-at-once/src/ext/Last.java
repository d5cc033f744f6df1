package ext;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Comes last, and nothing is wrong with it. */
public final class Last implements EventTransformerFactory {

  @Override
  public String name() {
    return "last";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    return (event, out) -> out.emit(event);
  }
}
