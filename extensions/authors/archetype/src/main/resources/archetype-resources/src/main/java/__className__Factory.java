package ${package};

import aQute.bnd.annotation.spi.ServiceProvider;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** What {@code type = ${extensionName}} selects: reads the keys, and makes the transformer. */
@ServiceProvider(EventTransformerFactory.class)
public final class ${className}Factory implements EventTransformerFactory {

  @Override
  public String name() {
    return "${extensionName}";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    String header = config.getString("header", "size");
    long maxBytes = config.getBytes("maxBytes", 1 << 20, 1, Integer.MAX_VALUE);
    return new ${className}(header, maxBytes);
  }
}
