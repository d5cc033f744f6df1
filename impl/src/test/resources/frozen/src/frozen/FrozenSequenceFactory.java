package frozen;

import java.util.UUID;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

/** Numbers of its own. */
public final class FrozenSequenceFactory implements SequenceGeneratorFactory {

  @Override
  public String name() {
    return "frozen-sequence";
  }

  @Override
  public SequenceGenerator create(ExtensionConfig config, ExtensionContext context) {
    return () -> "frozen-" + UUID.randomUUID();
  }
}
