package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import io.github.flumespark.contract.EventTransformerContract;

/** What the README of the contract tests tells an author to write. */
class ShoutContractTest extends EventTransformerContract {

  @Override
  protected EventTransformerFactory factory() {
    return new ShoutFactory();
  }

  @Override
  protected Map<String, String> config() {
    return Map.of("suffix", "!");
  }

  @Override
  protected List<SinkEvent> events() {
    return List.of(SinkEvent.of(Map.of("host", "a"), "body".getBytes(UTF_8)));
  }
}
