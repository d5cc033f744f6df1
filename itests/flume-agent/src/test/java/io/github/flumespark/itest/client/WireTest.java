package io.github.flumespark.itest.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireTest {

  @Test
  void anEventComesBackAsItWas() {
    Map<String, String> headers = Map.of("host", "a:b,c", "größe", "", "", "\t");
    String body = "line one\nline two\t\u20ac";

    String field = Wire.encodeEvent(headers, StandardCharsets.UTF_8.encode(body));

    assertThat(field).doesNotContain("\t", "\n");
    assertThat(Wire.decodeEvent(field)).isEqualTo(new ClientEvent(headers, body));
  }

  @Test
  void anEventWithoutHeadersAndBodyComesBackAsItWas() {
    String field = Wire.encodeEvent(Map.of(), StandardCharsets.UTF_8.encode(""));

    assertThat(Wire.decodeEvent(field)).isEqualTo(new ClientEvent(Map.of(), ""));
  }
}
