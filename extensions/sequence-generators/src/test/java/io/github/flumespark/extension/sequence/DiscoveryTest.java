package io.github.flumespark.extension.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

  @Test
  void theServiceLoaderFindsBothByName() {
    assertThat(ServiceLoader.load(SequenceGeneratorFactory.class))
        .extracting(SequenceGeneratorFactory::name)
        .containsExactlyInAnyOrder("durable-epoch", "uuid-v7");
  }
}
