package io.github.flumespark.itest.agent;

import java.io.PrintStream;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What the quickstart shows: of Spark a table that grows by a row each second; of the console one
 * line that is rewritten each second on a terminal, plain lines elsewhere.
 */
final class Progress {

  private static final long SECOND = 1_000_000_000L;
  private static final int TERMINAL_WIDTH = 79;
  private static final int ROWS_PER_HEAD = 20;

  private final PrintStream out = System.out;
  private final boolean terminal = isTerminal();
  private long started;
  private long stopped;
  private long shown;
  private long shownEvents;
  private boolean lineOpen;
  private long events;
  private long batches;
  private long rows;
  private String last = "";

  // From JDK 22 on there is a console without a terminal as well; this project is built with 17.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null;
  }

  long events() {
    return events;
  }

  void say(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }

  void start() {
    started = System.nanoTime();
    shown = started;
  }

  /** Ends the time that the summary's rate is about. */
  void stop() {
    stopped = System.nanoTime();
  }

  /** A batch was received and acknowledged; null if there was no last event. */
  void received(int count, String lastEvent) {
    if (count > 0) {
      events += count;
      batches++;
      last = lastEvent;
    }
    long now = System.nanoTime();
    if (now - shown >= SECOND) {
      show((events - shownEvents) * (double) SECOND / (now - shown));
      shown = now;
      shownEvents = events;
    }
  }

  /** Spark has counted a second: a row of a table. */
  void counted(LocalTime second, Map<String, Long> byStatus) {
    long count = byStatus.values().stream().mapToLong(Long::longValue).sum();
    events += count;
    if (rows++ % ROWS_PER_HEAD == 0) {
      out.println("   time  events/s      total  by status");
    }
    StringJoiner statuses = new StringJoiner("  ");
    byStatus.forEach((status, n) -> statuses.add(status + ": " + n));
    out.println(
        String.format(
            Locale.ROOT,
            "%tT  %,7d  %,9d  %s",
            second,
            count,
            events,
            statuses.length() == 0 ? "-" : statuses));
    out.flush();
  }

  private void show(double rate) {
    String line =
        String.format(
            Locale.ROOT,
            "%,d events  %.0f/s  %,d batches, acknowledged  %s",
            events,
            rate,
            batches,
            last);
    if (terminal) {
      String fitted = line.length() > TERMINAL_WIDTH ? line.substring(0, TERMINAL_WIDTH) : line;
      // Spaces, not an escape sequence, wipe what was there: this works on any terminal.
      out.print("\r" + fitted + " ".repeat(TERMINAL_WIDTH - fitted.length()));
      lineOpen = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  private void closeLine() {
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
  }

  void summary(long written) {
    closeLine();
    long end = stopped == 0 ? System.nanoTime() : stopped;
    double seconds = started == 0 ? 0 : (end - started) / (double) SECOND;
    say(
        "Done after %.1f s: %,d lines written, %,d events received (%.0f events/s)",
        seconds, written, events, seconds == 0 ? 0 : events / seconds);
  }

  void fail(String message) {
    closeLine();
    System.err.println(message);
    System.err.flush();
  }
}
