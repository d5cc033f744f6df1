package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.headers;

import io.github.flumespark.contract.EventTransformerContract;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

class EventFilterContractTest extends EventTransformerContract {

  @Override
  protected EventTransformerFactory factory() {
    return new EventFilterFactory();
  }

  @Override
  protected Map<String, String> config() {
    return headers(
        "action",
        "drop",
        "match",
        "any",
        "header.level.equals",
        "DEBUG",
        "header.x.exists",
        "true",
        "body.regex",
        "^(a+)+\\1b",
        "maxSteps",
        "1000");
  }

  @Override
  protected Map<String, String> badValues() {
    return headers(
        "action",
        "lose",
        "match",
        "some",
        "header.level.regex",
        "[",
        "header.x.exists",
        "1",
        "body.contains",
        "x",
        "charset",
        "?",
        "maxSteps",
        "1");
  }

  @Override
  protected List<SinkEvent> events() {
    return List.of(
        event("pass", "level", "INFO"),
        event("drop", "level", "DEBUG"),
        event("drop", "x", ""),
        event("aaab"),
        event("a".repeat(200)));
  }
}
