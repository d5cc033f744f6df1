package io.github.flumespark.extension.sequence;

import io.github.flumespark.contract.SequenceGeneratorContract;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

class DurableEpochContractTest extends SequenceGeneratorContract {

  @Override
  protected SequenceGeneratorFactory factory() {
    return new DurableEpochSequenceFactory();
  }
}
