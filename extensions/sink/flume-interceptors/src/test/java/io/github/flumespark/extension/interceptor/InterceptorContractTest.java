package io.github.flumespark.extension.interceptor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.flumespark.contract.EventTransformerContract;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

class InterceptorContractTest extends EventTransformerContract {

  @Override
  protected EventTransformerFactory factory() {
    return new InterceptorTransformerFactory();
  }

  @Override
  protected Map<String, String> config() {
    return Map.of("builder", PickyInterceptor.Builder.class.getName(), "suffix", "!");
  }

  @Override
  protected Map<String, String> badValues() {
    return Map.of("builder", "example.None");
  }

  /** The keys are the interceptor's, which nobody can ask. */
  @Override
  public void createReadsItsOwnKeysAndLeavesUnknownOnesUnread() {}

  @Override
  protected List<SinkEvent> events() {
    return List.of(event("one"), event("drop"), event("fail"), event("same"), event(""));
  }

  private static SinkEvent event(String body) {
    return SinkEvent.of(Map.of("k", "v"), body.getBytes(UTF_8));
  }
}
