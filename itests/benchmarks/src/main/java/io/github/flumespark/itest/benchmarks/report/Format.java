package io.github.flumespark.itest.benchmarks.report;

import java.util.Locale;

/** Numbers for people. */
public final class Format {

  private Format() {}

  /** Milliseconds with as many digits as matter. */
  public static String millis(double millis) {
    if (Double.isNaN(millis)) {
      return "–";
    }
    if (millis >= 1000) {
      return number("%.1f s", millis / 1000);
    }
    return number(millis >= 10 ? "%.0f ms" : "%.1f ms", millis);
  }

  /** Like {@link String#format} with a decimal point everywhere. */
  public static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
