package io.github.flumespark.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientEventTest {

  private static final byte[] BODY = {1, 2, 3};

  @Test
  void headersSurviveTheirEncoding() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("z", "1");
    headers.put("a", "x".repeat(1000));
    headers.put("鍵", "🔑");

    ClientEvent event = ClientEvent.of(headers, BODY);
    ClientEvent copy = ClientEvent.ofEncoded(event.encodedHeaders(), BODY);

    assertThat(copy).isEqualTo(event).hasSameHashCodeAs(event);
    assertThat(copy.headers()).containsExactlyEntriesOf(headers);
  }

  @Test
  void headersCanBeReadAsTheyAre() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("z", "");
    headers.put("gr\u00fc\u00df", "\u20ac 5");

    Map<String, String> read = new LinkedHashMap<>();
    ClientEvent.of(headers, BODY)
        .readEncodedHeaders(
            (bytes, name, nameLength, value, valueLength) ->
                read.put(
                    new String(bytes, name, nameLength, UTF_8),
                    new String(bytes, value, valueLength, UTF_8)));

    assertThat(read).containsExactlyEntriesOf(headers);
  }

  @Test
  void encodedHeadersAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientEvent.ofEncoded(new byte[] {2, 2}, BODY))
        .withMessageStartingWith("these are not encoded headers");
  }

  @Test
  void twoBlocksOfHeadersAreOneMap() {
    AvroWriter twice = new AvroWriter();
    twice.writeLong(1);
    twice.writeString("a");
    twice.writeString("1");
    // A negative count, and the block's size.
    twice.writeLong(-1);
    twice.writeLong(4);
    twice.writeString("b");
    twice.writeString("2");
    twice.writeLong(0);

    assertThat(ClientEvent.ofEncoded(twice.toByteArray(), BODY).headers())
        .containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
  }

  @Test
  void aTextOfAnEventHasNoBody() {
    assertThat(ClientEvent.of(Map.of("a", "b"), BODY))
        .hasToString("event of 3 bytes with headers {a=b}");
  }
}
