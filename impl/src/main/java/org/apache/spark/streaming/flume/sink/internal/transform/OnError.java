package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What happens to an event whose transformer throws an exception. */
public enum OnError {
  /** The batch is rolled back: no event is lost, and one that always fails blocks the channel. */
  FAIL,
  /** The event is left out of the batch, and counted. */
  DROP,
  /** The event goes on as the transformer was given it, and is counted. */
  PASS,
  /** The same, with headers that tell what failed. */
  MARK,
  /** The event is left out of the batch, and stored before that is committed. */
  DEAD_LETTER;

  /**
   * How the configuration and the log write it.
   *
   * @return lower case, with a hyphen
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The one with that word.
   *
   * @param word in any case of letters
   * @return empty if there is none
   */
  public static Optional<OnError> of(String word) {
    return Arrays.stream(values())
        .filter(choice -> choice.word().equalsIgnoreCase(word))
        .findFirst();
  }

  /**
   * What is allowed.
   *
   * @return all words
   */
  public static String words() {
    return Arrays.stream(values()).map(OnError::word).collect(Collectors.joining(", "));
  }
}
