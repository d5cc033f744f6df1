package example;

import aQute.bnd.annotation.spi.ServiceProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * Makes {@code json-fields}: the fields of a JSON object become headers. It needs Jackson 2.15,
 * which is newer than Flume's.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class JsonFieldsFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "json-fields";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    ObjectMapper mapper = new ObjectMapper();
    return (event, out) -> {
      byte[] body = new byte[event.bodyLength()];
      event.body().get(body);
      out.emit(withFields(event, mapper.readTree(body)));
    };
  }

  private static SinkEvent withFields(SinkEvent event, JsonNode object) {
    Map<String, String> headers = new HashMap<>(event.headers());
    // Since Jackson 2.15.
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      headers.put(field.getKey(), field.getValue().asText());
    }
    return event.withHeaders(headers);
  }
}
