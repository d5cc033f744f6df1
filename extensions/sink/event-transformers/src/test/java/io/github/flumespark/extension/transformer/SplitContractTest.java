package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.headers;

import io.github.flumespark.contract.EventTransformerContract;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

class SplitContractTest extends EventTransformerContract {

  @Override
  protected EventTransformerFactory factory() {
    return new SplitFactory();
  }

  @Override
  protected Map<String, String> config() {
    return headers("delimiter", ";", "maxParts", "3", "indexHeader", "part");
  }

  @Override
  protected Map<String, String> badValues() {
    return headers("delimiter", "\\q", "maxParts", "0", "keepEmpty", "x");
  }

  @Override
  protected List<SinkEvent> events() {
    return List.of(
        event("pass", "k", "v"),
        event(""),
        event(";;"),
        event("a;b;;c;", "k", "v"),
        event("a;b;c;d", "part", "x"));
  }
}
