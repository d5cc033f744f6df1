package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.headers;

import io.github.flumespark.contract.EventTransformerContract;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

class ExtractContractTest extends EventTransformerContract {

  @Override
  protected EventTransformerFactory factory() {
    return new ExtractFactory();
  }

  @Override
  protected Map<String, String> config() {
    return headers("pointer.user", "/user/id", "pointer.level", "/level", "onMismatch", "error");
  }

  @Override
  protected Map<String, String> badValues() {
    return headers("pointer.user", "user", "onMismatch", "x", "preserveExisting", "x");
  }

  @Override
  protected List<SinkEvent> events() {
    return List.of(
        event("{\"user\":{\"id\":7},\"level\":\"INFO\"}", "k", "v"),
        event("{\"level\":\"INFO\"}"),
        event("{\"user\":{\"id\":7},\"level\":\"IN"),
        event(""),
        SinkEvent.of(Map.of(), new byte[] {1, (byte) 0xff}));
  }
}
