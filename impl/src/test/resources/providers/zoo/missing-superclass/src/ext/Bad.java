package ext;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** What it extends is not in the jar. */
public final class Bad extends Base {

  @Override
  public String name() {
    return "bad";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    return (event, out) -> out.emit(event);
  }
}
