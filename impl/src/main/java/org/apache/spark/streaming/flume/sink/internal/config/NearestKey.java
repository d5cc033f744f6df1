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

  /** Letters inserted, left out, replaced, or swapped with their neighbour. */
  private static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, steps[i - 2][j - 2] + 1);
        }
        steps[i][j] = best;
      }
    }
    return steps[a.length()][b.length()];
  }
}
