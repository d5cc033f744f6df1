package org.apache.spark.streaming.flume.sink.internal.access;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses that begin with the same bits, as in {@code 10.0.0.0/8}. Immutable. */
final class Network {

  private static final Pattern TEXT = Pattern.compile("([^/]*)/(0|[1-9][0-9]{0,2})");

  private final byte[] begin;
  private final int bits;

  private Network(byte[] begin, int bits) {
    this.begin = begin;
    this.bits = bits;
  }

  /** Null for what is no network. Bits beyond the length don't matter. */
  static Network parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    InetAddress address = matcher.matches() ? Addresses.parse(matcher.group(1)) : null;
    if (address == null) {
      return null;
    }
    int bits = Integer.parseInt(matcher.group(2));
    byte[] begin = address.getAddress();
    return bits <= begin.length * Byte.SIZE ? new Network(begin, bits) : null;
  }

  boolean isAllOfIpv4() {
    return bits == 0 && begin.length == 4;
  }

  boolean isAllOfIpv6() {
    return bits == 0 && begin.length == 16;
  }

  boolean holds(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != begin.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((other[bit / Byte.SIZE] ^ begin[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
