package org.apache.spark.streaming.flume.sink.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkEventTest {

  /** None, few, the most that few are, and many. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 8, 9, 100})
  void headersAreAnOrderedMapLikeAnyOther(int count) {
    Map<String, String> given = numbered(count);

    Map<String, String> headers = SinkEvent.of(given, new byte[0]).headers();

    assertThat(headers).isEqualTo(given).hasSameHashCodeAs(given).hasToString(given.toString());
    assertThat(given).isEqualTo(headers);
    assertThat(List.copyOf(headers.entrySet())).isEqualTo(List.copyOf(given.entrySet()));
    assertThat(List.copyOf(headers.keySet())).isEqualTo(List.copyOf(given.keySet()));
    assertThat(List.copyOf(headers.values())).isEqualTo(List.copyOf(given.values()));
    List<String> visited = new ArrayList<>();
    headers.forEach((name, value) -> visited.add(name + value));
    assertThat(visited).hasSize(count).isSorted();
    assertThat(headers.get("missing")).isNull();
    assertThat(headers.containsKey("missing")).isFalse();
    given.forEach((name, value) -> assertThat(headers).containsEntry(name, value));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9})
  void headersAreCopiedAndUnmodifiable(int count) {
    Map<String, String> given = numbered(count);
    SinkEvent event = SinkEvent.of(given, new byte[0]);
    Map<String, String> headers = event.headers();

    given.put("later", "x");

    assertThat(headers).hasSize(count).doesNotContainKey("later");
    assertThatThrownBy(() -> headers.put("n", "x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> headers.remove("header 100"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(headers::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> headers.entrySet().iterator().next().setValue("x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(event.withHeader("n", "x").headers()).hasSize(count + 1).containsEntry("n", "x");
    assertThat(event.withHeader("header 100", "x").headers()).hasSize(count);
    assertThat(headers).hasSize(count).containsEntry("header 100", "value 100");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void aNullInTheHeadersIsRefused(int others) {
    Map<String, String> nullValue = new HashMap<>(numbered(others));
    nullValue.put("bad", null);
    Map<String, String> nullName = new HashMap<>(numbered(others));
    nullName.put(null, "bad");
    SinkEvent event = SinkEvent.of(Map.of(), new byte[0]);

    assertThatThrownBy(() -> SinkEvent.of(nullValue, new byte[0]))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("the header 'bad' has a null value");
    assertThatThrownBy(() -> event.withHeaders(nullName))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("a header's name is null");
    assertThatThrownBy(() -> event.withHeader("bad", null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void theBodyCannotBeChangedAndEachCallHasItsOwnPosition() {
    byte[] bytes = "body".getBytes(UTF_8);
    SinkEvent event = SinkEvent.of(Map.of("n", "1"), bytes);
    bytes[0] = 'x';

    event.body().get();

    assertThat(event.bodyAsString(UTF_8)).isEqualTo("body");
    assertThat(event.bodyLength()).isEqualTo(4);
    assertThatThrownBy(() -> event.body().put((byte) 0))
        .isInstanceOf(ReadOnlyBufferException.class);
    ByteBuffer part = ByteBuffer.wrap("a whole body".getBytes(UTF_8)).position(8);
    assertThat(event.withSharedBody(part)).isEqualTo(event).hasSameHashCodeAs(event);
    assertThat(part.position()).isEqualTo(8);
  }

  @Test
  void itsTextHasNoValueAndNoBody() {
    assertThat(SinkEvent.of(Map.of("token", "s3cr3t"), "body".getBytes(UTF_8)))
        .hasToString("SinkEvent[headers=[token], body=4 bytes]");
  }

  private static Map<String, String> numbered(int count) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 100; i < 100 + count; i++) {
      headers.put("header " + i, "value " + i);
    }
    return headers;
  }
}
