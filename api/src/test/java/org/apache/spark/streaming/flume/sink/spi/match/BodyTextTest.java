package org.apache.spark.streaming.flume.sink.spi.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTextTest {

  private final Random random = new Random(42);

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1", "US-ASCII", "windows-1252"})
  void anyBytesComeBackAsTheyWere(String charset) throws Exception {
    BodyText bodyText = new BodyText(Charset.forName(charset));
    for (int length = 0; length < 2_000; length += 7) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      ByteBuffer body = ByteBuffer.wrap(bytes).asReadOnlyBuffer();

      assertThat(bodyText.encode(bodyText.decode(body), body)).isEqualTo(bytes);
    }
  }

  @Test
  void aValidBodyIsItsText() throws Exception {
    BodyText bodyText = new BodyText(UTF_8);
    String text = "größer als 😀 und \uFFFD";
    ByteBuffer body = ByteBuffer.wrap(text.getBytes(UTF_8));

    assertThat(bodyText.decode(body)).isEqualTo(text);
    assertThat(bodyText.encode(text + "€", body)).isEqualTo((text + "€").getBytes(UTF_8));
  }

  @Test
  void nothingButInvalidBytesIsNoProblemEither() throws Exception {
    BodyText bodyText = new BodyText(UTF_8);
    byte[] bytes = new byte[100_000];
    java.util.Arrays.fill(bytes, (byte) 0xff);
    ByteBuffer body = ByteBuffer.wrap(bytes);

    String text = bodyText.decode(body);

    assertThat(text).hasSize(100_000).doesNotContain("\uFFFD");
    assertThat(bodyText.encode(text, body)).isEqualTo(bytes);
  }

  @Test
  void aBodyThatWouldNotComeBackIsAnErrorWithAdvice() {
    BodyText bodyText = new BodyText(Charset.forName("UTF-16"));
    ByteBuffer body = ByteBuffer.wrap("without a mark".getBytes(Charset.forName("UTF-16LE")));

    assertThatThrownBy(() -> bodyText.encode("altered", body))
        .isInstanceOf(CharacterCodingException.class)
        .hasMessageContaining("UTF-16")
        .hasMessageContaining("use UTF-8 or ISO-8859-1");
  }
}
