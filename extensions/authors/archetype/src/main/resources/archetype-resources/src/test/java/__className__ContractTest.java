package ${package};

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.flumespark.contract.EventTransformerContract;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Inherits a test for every promise that the sink relies on. */
class ${className}ContractTest extends EventTransformerContract {

  @Override
  protected EventTransformerFactory factory() {
    return new ${className}Factory();
  }

  @Override
  protected Map<String, String> config() {
    return Map.of("maxBytes", "10");
  }

  @Override
  protected Map<String, String> badValues() {
    return Map.of("maxBytes", "0");
  }

  @Override
  protected List<SinkEvent> events() {
    return List.of(
        SinkEvent.of(Map.of("host", "a"), "short".getBytes(UTF_8)),
        SinkEvent.of(Map.of("host", "a"), "longer than it may be".getBytes(UTF_8)),
        SinkEvent.of(Map.of(), new byte[0]));
  }
}
