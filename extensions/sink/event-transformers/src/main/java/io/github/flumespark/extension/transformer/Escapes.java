package io.github.flumespark.extension.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Bytes as somebody can write them in a properties file. */
final class Escapes {

  /** In words that complete "allowed: ...". */
  static final String ALLOWED =
      "a text with the escapes \\n, \\r, \\t, \\\\ and \\xHH (in a properties file with each"
          + " backslash twice)";

  private Escapes() {}

  /**
   * The bytes of a text in UTF-8, in which {@code \n \r \t \\} mean what they mean in Java, and
   * {@code \xHH} a byte.
   *
   * @throws IllegalArgumentException if a backslash is followed by anything else
   */
  static byte[] decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int plain = 0;
    for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', plain)) {
      bytes.writeBytes(text.substring(plain, at).getBytes(UTF_8));
      plain = at + 2;
      switch (at + 1 < text.length() ? text.charAt(at + 1) : ' ') {
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 't' -> bytes.write('\t');
        case '\\' -> bytes.write('\\');
        case 'x' -> {
          plain = at + 4;
          if (plain > text.length()) {
            throw new IllegalArgumentException(text);
          }
          bytes.write(HexFormat.fromHexDigits(text, at + 2, plain));
        }
        default -> throw new IllegalArgumentException(text);
      }
    }
    bytes.writeBytes(text.substring(plain).getBytes(UTF_8));
    return bytes.toByteArray();
  }
}
