package io.github.flumespark.itest.benchmarks.run;

import java.util.Locale;

/** Progress on the terminal. */
public final class Console {

  private static final long START = System.nanoTime();

  private Console() {}

  /** Prints a line with the time since the run began. */
  public static void say(String format, Object... args) {
    long seconds = (System.nanoTime() - START) / 1_000_000_000;
    System.out.printf(
        Locale.ROOT,
        "[%2d:%02d] %s%n",
        seconds / 60,
        seconds % 60,
        String.format(Locale.ROOT, format, args));
  }
}
