package ext;

import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/** What {@code Bad} gets its create from. */
public abstract class Raw implements ExtensionFactory<SequenceGenerator> {

  @Override
  public SequenceGenerator create(ExtensionConfig config, ExtensionContext context) {
    return (SequenceGenerator) (Object) new Extension() {};
  }
}
