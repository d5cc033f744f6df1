package io.github.flumespark.extension.sequence;

import io.github.flumespark.contract.SequenceGeneratorContract;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

class UuidV7ContractTest extends SequenceGeneratorContract {

  @Override
  protected SequenceGeneratorFactory factory() {
    return new UuidV7SequenceFactory();
  }
}
