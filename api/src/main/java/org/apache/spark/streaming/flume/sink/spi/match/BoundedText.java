package org.apache.spark.streaming.flume.sink.spi.match;

/**
 * A text that counts how often a regex looks at it, and ends a search that looks too often. A
 * search of {@code java.util.regex} heeds neither interrupts nor clocks, but it can't get at a
 * character without asking for it here. For one search, on one thread.
 */
final class BoundedText implements CharSequence {

  private final String text;
  private final String regex;
  private final long maxSteps;
  private long left;

  BoundedText(String text, String regex, long maxSteps) {
    this.text = text;
    this.regex = regex;
    this.maxSteps = maxSteps;
    this.left = maxSteps;
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw new RegexLimitException(
          regex,
          text.length(),
          "it looked at more than %d of them; rewrite it without nested repetitions, or raise %s"
              .formatted(maxSteps, BoundedRegex.MAX_STEPS));
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
