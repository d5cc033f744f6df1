package io.github.flumespark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkAddressTest {

  @Test
  void hostAndPort() {
    assertThat(SinkAddress.parse(" agent-1.example:9999 "))
        .isEqualTo(new SinkAddress("agent-1.example", 9999))
        .hasToString("agent-1.example:9999");
  }

  @Test
  void anIpv6AddressInBrackets() {
    assertThat(SinkAddress.parse("[::1]:9999"))
        .isEqualTo(new SinkAddress("::1", 9999))
        .hasToString("[::1]:9999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":9999", "host:0", "host:65536", "host:x", "::1:99"})
  void anythingElseIsRefusedWithItsText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SinkAddress.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }
}
