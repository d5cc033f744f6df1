package org.apache.spark.streaming.flume.sink.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to type. */
public final class NearestKey {

  private NearestKey() {}

  /**
   * The candidate that is most like a key, case and separators aside.
   *
   * @param key what was typed
   * @param candidates what could have been meant
   * @return empty where nothing is near
   */
  public static Optional<String> of(String key, Collection<String> candidates) {
    String typed = normalise(key);
    return candidates.stream()
        .filter(candidate -> distance(typed, normalise(candidate)) <= tolerance(candidate))
        .min(
            Comparator.<String>comparingInt(candidate -> distance(typed, normalise(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * The guess as the end of a sentence.
   *
   * @param key what was typed
   * @param candidates what could have been meant
   * @return {@code ; did you mean 'x'?} or an empty text
   */
  public static String hint(String key, Collection<String> candidates) {
    return of(key, candidates).map(near -> "; did you mean '" + near + "'?").orElse("");
  }

  private static int tolerance(String candidate) {
    return 1 + candidate.length() / 5;
  }

  private static String normalise(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }

  /** Levenshtein's distance, one row at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
