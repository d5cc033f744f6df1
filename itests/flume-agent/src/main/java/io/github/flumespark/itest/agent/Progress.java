package io.github.flumespark.itest.agent;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.spark.streaming.flume.sink.EventBatch;

/**
 * What the quickstart shows: one line that is rewritten each second on a terminal, plain lines
 * elsewhere.
 */
final class Progress {

  private static final long SECOND = 1_000_000_000L;
  private static final int TERMINAL_WIDTH = 79;

  private final PrintStream out = System.out;
  private final boolean terminal = isTerminal();
  private long started;
  private long stopped;
  private long shown;
  private long shownEvents;
  private boolean lineOpen;
  private long events;
  private long batches;
  private long acks;
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

  void received(EventBatch batch) {
    List<String> bodies = PollingClient.bodies(batch);
    if (!bodies.isEmpty()) {
      events += bodies.size();
      batches++;
      acks++;
      last = bodies.get(bodies.size() - 1);
    }
    long now = System.nanoTime();
    if (now - shown >= SECOND) {
      show((events - shownEvents) * (double) SECOND / (now - shown));
      shown = now;
      shownEvents = events;
    }
  }

  private void show(double rate) {
    String line =
        String.format(
            Locale.ROOT,
            "%,d events  %.0f/s  %,d batches  %,d acks  %s",
            events,
            rate,
            batches,
            acks,
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
        "Done after %.1f s: %,d lines written, %,d events received in %,d batches, %,d acked"
            + " (%.0f events/s)",
        seconds, written, events, batches, acks, seconds == 0 ? 0 : events / seconds);
  }

  void fail(String message) {
    closeLine();
    System.err.println(message);
    System.err.flush();
  }
}
