package io.github.flumespark.extension.sequence;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A start of the sink, counted.
 *
 * @param id 16 hexadecimal digits, drawn when the directory was first used
 * @param number from 1
 */
record Epoch(String id, long number) {

  private static final Pattern LINE =
      Pattern.compile("(durable-epoch 1 ([0-9a-f]{16}) ([1-9][0-9]{0,18})) ([0-9a-f]{8})\n");

  static Epoch first() {
    return new Epoch(HexFormat.of().toHexDigits(new SecureRandom().nextLong()), 1);
  }

  Epoch next() {
    return new Epoch(id, Math.addExact(number, 1));
  }

  /** A line with a version at its beginning and a checksum at its end. */
  String toLine() {
    String text = "durable-epoch 1 " + id + " " + number;
    return text + " " + checksum(text) + "\n";
  }

  /** Empty unless the line is whole. */
  static Optional<Epoch> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches() || !checksum(matcher.group(1)).equals(matcher.group(4))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Epoch(matcher.group(2), Long.parseLong(matcher.group(3))));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
