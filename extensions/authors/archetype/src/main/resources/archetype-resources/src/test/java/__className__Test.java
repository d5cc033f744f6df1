package ${package};

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.junit.jupiter.api.Test;

/** What the transformer is for. */
class ${className}Test {

  @Test
  void theSizeOfAnEventIsInTheHeader() {
    assertThat(transform("four"))
        .containsExactly(SinkEvent.of(Map.of("host", "a", "size", "4"), "four".getBytes(UTF_8)));
  }

  @Test
  void anEventThatIsTooLargeIsDropped() {
    assertThat(transform("fives")).isEmpty();
  }

  private static List<SinkEvent> transform(String body) {
    List<SinkEvent> outputs = new ArrayList<>();
    new ${className}("size", 4)
        .transform(SinkEvent.of(Map.of("host", "a"), body.getBytes(UTF_8)), outputs::add);
    return outputs;
  }
}
