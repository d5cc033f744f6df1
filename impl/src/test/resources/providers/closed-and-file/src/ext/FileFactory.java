package ext;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

/** Makes numbers that tell where the generator is. */
public final class FileFactory implements SequenceGeneratorFactory {

  @Override
  public String name() {
    return "file";
  }

  @Override
  public SequenceGenerator create(ExtensionConfig config, ExtensionContext context) {
    String number =
        context.sinkName() + "-" + context.alias() + "-" + context.dataDirectory();
    return () -> number;
  }
}
