package io.github.flumespark.itest.spark24;

import java.util.Locale;

/** Stdout, where each answer is a line of its own whichever thread gives it. */
final class Answers {

  private Answers() {}

  static void print(String format, Object... arguments) {
    printLines(String.format(Locale.ROOT, format, arguments) + '\n');
  }

  static void printLines(String lines) {
    synchronized (System.out) {
      System.out.print(lines);
      System.out.flush();
    }
  }
}
