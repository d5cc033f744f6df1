package io.github.flumespark.extension.transformer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Makes transformers and runs events through them. */
final class Bench {

  private final EventTransformerFactory factory;

  Bench(EventTransformerFactory factory) {
    this.factory = factory;
  }

  EventTransformer create(String... keysAndValues) {
    return factory.create(new MapExtensionConfig(headers(keysAndValues)), null);
  }

  /** The refusal of a key; the extension could not be made. */
  ExtensionConfigException refusal(String... keysAndValues) {
    ExtensionConfigException refusal =
        catchThrowableOfType(ExtensionConfigException.class, () -> create(keysAndValues));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }

  static SinkEvent event(String body, String... namesAndValues) {
    return SinkEvent.of(headers(namesAndValues), body.getBytes(UTF_8));
  }

  static Map<String, String> headers(String... namesAndValues) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  static List<SinkEvent> outputs(EventTransformer transformer, SinkEvent event) throws Exception {
    SinkEvent before = SinkEvent.of(event.headers(), bytes(event));
    List<SinkEvent> outputs = new ArrayList<>();
    transformer.transform(event, outputs::add);
    assertThat(event).as("the input").isEqualTo(before);
    return outputs;
  }

  static SinkEvent output(EventTransformer transformer, SinkEvent event) throws Exception {
    List<SinkEvent> outputs = outputs(transformer, event);
    assertThat(outputs).hasSize(1);
    return outputs.get(0);
  }

  static byte[] bytes(SinkEvent event) {
    return event.bodyAsString(ISO_8859_1).getBytes(ISO_8859_1);
  }

  static List<String> bodies(List<SinkEvent> events) {
    return events.stream().map(event -> event.bodyAsString(UTF_8)).toList();
  }
}
