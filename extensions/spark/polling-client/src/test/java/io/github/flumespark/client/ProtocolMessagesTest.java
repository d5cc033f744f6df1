package io.github.flumespark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProtocolMessagesTest {

  private static String text(String resource) throws IOException {
    try (InputStream in = ProtocolMessagesTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void spark24sSinkHasThreeMessages() throws Exception {
    assertThat(ProtocolMessages.in(text("spark-2.4.8.avpr")))
        .containsExactlyInAnyOrder("getEventBatch", "ack", "nack");
  }

  @Test
  void thisClientsProtocolHasTheStateAsWell() throws Exception {
    assertThat(ProtocolMessages.in(text("client.avpr")))
        .containsExactlyInAnyOrder("getEventBatch", "ack", "nack", "getSinkState");
  }

  @Test
  void spacesAndValuesOfEveryKindAreOverlooked() throws Exception {
    String json =
        """
        { "a" : [ 1, -2.5e3, true, null, {}, [], "messages" ],
          "doc" : "a \\"quoted\\" {word", "types" : { "messages" : { "no" : 1 } },
          "messages" : { "one" : { "request" : [ ] }, "two" : "x" } }
        """;
    assertThat(ProtocolMessages.in(json)).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void whatIsCutOffIsNoProtocol() throws Exception {
    String whole = text("spark-2.4.8.avpr").strip();
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> ProtocolMessages.in(cut))
          .as("cut to %d", length)
          .isInstanceOf(SinkProtocolException.class);
    }
  }

  @Test
  void noDepthIsTooMuchForTheStack() {
    for (String opening : new String[] {"[", "{\"a\":"}) {
      assertThatThrownBy(() -> ProtocolMessages.in("{\"a\":" + opening.repeat(1_000_000)))
          .isInstanceOf(SinkProtocolException.class)
          .hasMessageContaining("nested deeper than 32");
    }
  }
}
