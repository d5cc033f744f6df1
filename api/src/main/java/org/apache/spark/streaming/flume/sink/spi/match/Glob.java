package org.apache.spark.streaming.flume.sink.spi.match;

/**
 * A text in which {@code *} stands for any text, the empty one too, and {@code ?} for any one
 * character. Thread-safe. Its cost is at most the glob's length times the text's: unlike a regex it
 * can't run away, so it needs no budget.
 */
public final class Glob {

  private final String glob;

  /**
   * A glob.
   *
   * @param glob a text; without {@code *} and {@code ?} it stands for itself
   */
  public Glob(String glob) {
    this.glob = glob;
  }

  /**
   * Whether a text stands for more than itself.
   *
   * @param text any text
   * @return whether there is a {@code *} or {@code ?} in it
   */
  public static boolean isGlob(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  /**
   * Whether a whole text matches.
   *
   * @param text any text
   * @return whether it does
   */
  public boolean matches(String text) {
    int g = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        resume = t;
      } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == text.charAt(t))) {
        g++;
        t++;
      } else if (star >= 0) {
        // Only the last star need take one more: what came before it has matched already.
        g = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length();
  }
}
