package ext;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Can't be made. */
public final class Bad implements EventTransformerFactory {

  public Bad() {
    throw new IllegalStateException("no licence");
  }

  @Override
  public String name() {
    return "bad";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    return (event, out) -> out.emit(event);
  }
}
