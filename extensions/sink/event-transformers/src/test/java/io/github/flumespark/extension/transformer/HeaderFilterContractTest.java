package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.headers;

import io.github.flumespark.contract.EventTransformerContract;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

class HeaderFilterContractTest extends EventTransformerContract {

  @Override
  protected EventTransformerFactory factory() {
    return new HeaderFilterFactory();
  }

  @Override
  protected Map<String, String> config() {
    return headers(
        "keep",
        "a* b",
        "keepRegex",
        "t.*",
        "remove",
        "ax",
        "removeRegex",
        "ay",
        "rename.a1",
        "c",
        "add.d",
        "1",
        "hostHeader",
        "host",
        "timestampHeader",
        "timestamp",
        "timestampFrom",
        "t");
  }

  @Override
  protected Map<String, String> badValues() {
    return headers(
        "keepRegex",
        "(",
        "removeRegex",
        "*",
        "rename.ax",
        "z",
        "add.",
        "x",
        "hostHeader",
        "d",
        "timestampHeader",
        "d",
        "timestampDefault",
        "soon",
        "useIP",
        "x",
        "preserveExisting",
        "x");
  }

  @Override
  protected List<SinkEvent> events() {
    return List.of(
        event("x"),
        event("y", "a1", "1", "ax", "2", "ay", "3", "b", "4", "z", "5"),
        event("", "t", "2025-11-24T16:00:00Z", "c", "6", "a1", "7"),
        event("z", "t", "no time", "host", "h", "timestamp", "8", "d", "9"));
  }
}
