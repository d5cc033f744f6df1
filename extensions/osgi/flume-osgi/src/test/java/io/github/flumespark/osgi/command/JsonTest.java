package io.github.flumespark.osgi.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void everyValueHasAForm() {
    assertThat(Json.of(null)).isEqualTo("null");
    assertThat(Json.of(Optional.empty())).isEqualTo("null");
    assertThat(Json.of(Optional.of(1.5))).isEqualTo("1.5");
    assertThat(Json.of(Double.NaN)).isEqualTo("null");
    assertThat(Json.of(true)).isEqualTo("true");
    assertThat(Json.of(Map.of("a", List.of(1, "b")))).isEqualTo("{\"a\":[1,\"b\"]}");
    assertThat(Json.of(new String[] {"x", null})).isEqualTo("[\"x\",null]");
    assertThat(Json.of(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(Json.of(Arrays.asList("a\n\"\\", 'c'))).isEqualTo("[\"a\\n\\\"\\\\\",\"c\"]");
  }
}
