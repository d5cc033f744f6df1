package org.apache.spark.streaming.flume.sink.internal.access;

import java.util.BitSet;

/**
 * A pattern in which {@code *} stands for any number of characters and {@code ?} for one; letters
 * match in either case. It takes time in proportion to the text, whatever the pattern is.
 * Immutable.
 */
final class Glob {

  private final String pattern;

  Glob(String pattern) {
    this.pattern = lower(pattern);
  }

  boolean matchesEverything() {
    return !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
  }

  boolean matches(String text) {
    String lower = lower(text);
    BitSet places = start();
    for (int i = 0; i < lower.length(); i++) {
      places = step(places, lower.substring(i, i + 1));
    }
    return isEnd(places);
  }

  /** The places in the pattern at which a text begins. */
  BitSet start() {
    BitSet places = new BitSet(pattern.length() + 1);
    add(places, 0);
    return places;
  }

  /** Where a text that has come to these places can be after one more character, of these. */
  BitSet step(BitSet places, String characters) {
    BitSet next = new BitSet(pattern.length() + 1);
    places.stream()
        .filter(place -> place < pattern.length())
        .forEach(
            place -> {
              char wanted = pattern.charAt(place);
              if (wanted == '*') {
                add(next, place);
              } else if (wanted == '?' || characters.indexOf(wanted) >= 0) {
                add(next, place + 1);
              }
            });
    return next;
  }

  boolean isEnd(BitSet places) {
    return places.get(pattern.length());
  }

  /** A star may stand for nothing, so a text that has come to one has come past it as well. */
  private void add(BitSet places, int place) {
    places.set(place);
    for (int star = place; star < pattern.length() && pattern.charAt(star) == '*'; star++) {
      places.set(star + 1);
    }
  }

  /** Of ASCII alone, so that no letter becomes two. */
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c - 'A' + 'a'));
      }
    }
    return lower.toString();
  }
}
