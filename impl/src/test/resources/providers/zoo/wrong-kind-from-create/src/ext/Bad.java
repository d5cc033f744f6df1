package ext;

import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

/** Makes something that is no sequence generator, which a raw type lets through. */
@SuppressWarnings({"rawtypes", "unchecked"})
public final class Bad extends Raw implements SequenceGeneratorFactory {

  @Override
  public String name() {
    return "bad";
  }
}
