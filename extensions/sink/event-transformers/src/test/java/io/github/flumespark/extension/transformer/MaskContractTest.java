package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.headers;

import io.github.flumespark.contract.EventTransformerContract;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

class MaskContractTest extends EventTransformerContract {

  @Override
  protected EventTransformerFactory factory() {
    return new MaskFactory();
  }

  @Override
  protected Map<String, String> config() {
    return headers("regex", "(a+)+\\1b|[0-9]{4}([0-9])", "replacement", "*$2", "maxSteps", "1000");
  }

  @Override
  protected Map<String, String> badValues() {
    return headers(
        "regex", "x*", "replacement", "$3", "body", "x", "charset", "?", "maxSteps", "x");
  }

  @Override
  protected List<SinkEvent> events() {
    return List.of(
        event("pass", "k", "v"),
        event(""),
        event("12345 6789", "k", "45678"),
        SinkEvent.of(Map.of(), new byte[] {1, (byte) 0xff, 49, 50, 51, 52, 53, 0}),
        event("a".repeat(200)),
        event("aaab"));
  }
}
