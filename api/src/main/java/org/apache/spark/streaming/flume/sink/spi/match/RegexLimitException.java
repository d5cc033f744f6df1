package org.apache.spark.streaming.flume.sink.spi.match;

/**
 * A regex was given up on. The message names the regex and the text's length, never the text: it
 * goes to a log.
 */
public final class RegexLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RegexLimitException(String regex, int textLength, String what) {
    super(
        "The regex '%s' was given up on a text of %d characters: %s"
            .formatted(regex, textLength, what));
  }
}
