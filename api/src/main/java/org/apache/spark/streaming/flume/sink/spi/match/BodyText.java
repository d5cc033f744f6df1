package org.apache.spark.streaming.flume.sink.spi.match;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/**
 * A body as a text and back, without a loss. A byte that the charset can't decode becomes a lone
 * low surrogate, which no text of a valid body contains, and becomes the same byte again. So a
 * binary body is as good as any other, and what nobody touched stays as it was. Thread-safe.
 */
public final class BodyText {

  private static final String CHARSET = "charset";

  private static final int ESCAPE = 0xDC00;
  private static final char REPLACEMENT = '\uFFFD';

  /** With others two byte sequences may mean the same text, or a text may begin with a mark. */
  private static final Set<Charset> REVERSIBLE =
      Set.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1, StandardCharsets.US_ASCII);

  private final Charset charset;

  /**
   * Bodies in a charset.
   *
   * @param charset one that encodes too
   */
  public BodyText(Charset charset) {
    this.charset = charset;
  }

  /**
   * Bodies in the charset that the key {@code charset} names, UTF-8 where it is not set.
   *
   * @param config where to read it
   * @return how a body becomes a text
   * @throws org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException if there is no such
   *     charset, or it does not encode
   */
  public static BodyText read(ExtensionConfig config) {
    String name = config.getString(CHARSET, "UTF-8");
    try {
      Charset charset = Charset.forName(name);
      if (charset.canEncode()) {
        return new BodyText(charset);
      }
    } catch (IllegalArgumentException unknown) {
      // The same answer as to one that only decodes.
    }
    throw config.invalid(
        CHARSET,
        "a charset of this Java that encodes too, such as UTF-8, ISO-8859-1 or windows-1252");
  }

  /**
   * Whether a text may be put into a body.
   *
   * @param text any text
   * @return whether the charset has all its characters
   */
  public boolean canEncode(String text) {
    return charset.newEncoder().canEncode(text);
  }

  /**
   * The text of a body.
   *
   * @param body its position is left alone
   * @return a text; what can't be decoded matches nothing but a wildcard
   */
  public String decode(ByteBuffer body) {
    byte[] bytes = bytes(body);
    String text = new String(bytes, charset);
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeEscaping(bytes);
  }

  /**
   * The body for an altered text.
   *
   * @param altered the text, which may have parts of the one before
   * @param body the one that the text before its alteration came from
   * @return its bytes
   * @throws CharacterCodingException if the charset is not able to give back what was not altered
   */
  public byte[] encode(String altered, ByteBuffer body) throws CharacterCodingException {
    if (!REVERSIBLE.contains(charset)) {
      byte[] before = bytes(body);
      if (!Arrays.equals(before, encode(decode(body)))) {
        throw new NotReversibleException(charset);
      }
    }
    return encode(altered);
  }

  private String decodeEscaping(byte[] bytes) {
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 16);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isUnderflow()) {
        result = decoder.flush(out);
      }
      if (result.isUnderflow()) {
        return out.flip().toString();
      }
      if (result.isOverflow() || out.remaining() < result.length()) {
        out = CharBuffer.allocate(out.capacity() * 2).put(out.flip());
      } else {
        for (int i = 0; i < result.length(); i++) {
          out.put((char) (ESCAPE + (in.get() & 0xff)));
        }
      }
    }
  }

  private byte[] encode(String text) throws CharacterCodingException {
    CharsetEncoder encoder = charset.newEncoder();
    CharBuffer in = CharBuffer.wrap(text);
    ByteBuffer out = ByteBuffer.allocate(text.length() + text.length() / 8 + 16);
    while (true) {
      CoderResult result = encoder.encode(in, out, true);
      if (result.isUnderflow()) {
        result = encoder.flush(out);
      }
      if (result.isUnderflow()) {
        return Arrays.copyOf(out.array(), out.position());
      }
      if (result.isOverflow() || !out.hasRemaining()) {
        out = ByteBuffer.allocate(out.capacity() * 2).put(out.flip());
      } else if (in.get(in.position()) >> 8 == ESCAPE >> 8) {
        out.put((byte) in.get());
      } else {
        result.throwException();
      }
    }
  }

  private static byte[] bytes(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }

  /** Says what to do about a body that can't be put together again. */
  private static final class NotReversibleException extends CharacterCodingException {

    private static final long serialVersionUID = 1L;

    private final String charset;

    NotReversibleException(Charset charset) {
      this.charset = charset.name();
    }

    @Override
    public String getMessage() {
      return ("Decoded as %s and encoded again, the body is not the same, so the rest of it would be"
              + " altered too; use UTF-8 or ISO-8859-1")
          .formatted(charset);
    }
  }
}
