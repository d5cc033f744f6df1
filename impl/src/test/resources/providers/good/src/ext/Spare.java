package ext;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Nothing is wrong with this one either. */
public final class Spare implements EventTransformerFactory {

  @Override
  public String name() {
    return "spare";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    return (event, out) -> out.emit(event);
  }
}
