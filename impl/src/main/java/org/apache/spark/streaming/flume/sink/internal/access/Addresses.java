package org.apache.spark.streaming.flume.sink.internal.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses and their texts. Nothing here asks a name server. */
final class Addresses {

  private static final String DIGITS = "0123456789";
  private static final String HEX_DIGITS = DIGITS + "abcdef";

  private static final Pattern IPV4 =
      Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

  /** Whatever begins like this and holds a colon is never taken for a name. */
  private static final Pattern MAYBE_IPV6 =
      Pattern.compile("(?=[^:]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

  private Addresses() {}

  /** Null for what is no address. */
  static InetAddress parse(String text) {
    try {
      if (MAYBE_IPV6.matcher(text).matches()) {
        return InetAddress.getByName(text);
      }
      Matcher ipv4 = IPV4.matcher(text);
      return ipv4.matches() ? InetAddress.getByAddress(octets(ipv4)) : null;
    } catch (UnknownHostException | NumberFormatException notAnAddress) {
      return null;
    }
  }

  /** Strict: 010 is eight to some, and ten to others. */
  private static byte[] octets(Matcher ipv4) {
    byte[] octets = new byte[4];
    for (int i = 0; i < octets.length; i++) {
      String text = ipv4.group(i + 1);
      int value = Integer.parseInt(text);
      if (value > 255 || !Integer.toString(value).equals(text)) {
        throw new NumberFormatException(text);
      }
      octets[i] = (byte) value;
    }
    return octets;
  }

  /** As Flume's rules see it: {@code 10.0.0.1}, or {@code fe80:0:0:0:0:0:0:1} without a scope. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  /** Whether there is an address that the pattern matches. */
  static boolean exist(Glob pattern) {
    return exist(pattern, 4, ".", Addresses::octet) || exist(pattern, 8, ":", Addresses::group);
  }

  /** Walks over the texts of all addresses at once. */
  private static boolean exist(Glob pattern, int parts, String separator, Part part) {
    BitSet places = part.walk(pattern, pattern.start());
    for (int i = 1; i < parts; i++) {
      places = part.walk(pattern, pattern.step(places, separator));
    }
    return pattern.isEnd(places);
  }

  private interface Part {
    BitSet walk(Glob pattern, BitSet places);
  }

  /** 0 to 255 without leading zeros. */
  private static BitSet octet(Glob pattern, BitSet places) {
    BitSet after = walk(pattern, places, DIGITS);
    after.or(walk(pattern, places, "123456789", DIGITS));
    after.or(walk(pattern, places, "1", DIGITS, DIGITS));
    after.or(walk(pattern, places, "2", "01234", DIGITS));
    after.or(walk(pattern, places, "2", "5", "012345"));
    return after;
  }

  /** 0 to ffff without leading zeros. */
  private static BitSet group(Glob pattern, BitSet places) {
    String first = HEX_DIGITS.substring(1);
    BitSet after = walk(pattern, places, HEX_DIGITS);
    after.or(walk(pattern, places, first, HEX_DIGITS));
    after.or(walk(pattern, places, first, HEX_DIGITS, HEX_DIGITS));
    after.or(walk(pattern, places, first, HEX_DIGITS, HEX_DIGITS, HEX_DIGITS));
    return after;
  }

  private static BitSet walk(Glob pattern, BitSet places, String... characters) {
    BitSet after = places;
    for (String oneOf : characters) {
      after = pattern.step(after, oneOf);
    }
    return after;
  }
}
