package org.apache.spark.streaming.flume.sink.internal.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.flume.conf.LogPrivacyUtil;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * The last warnings and errors of a sink, for whoever looks after it and does not read its log.
 * Without stack traces; and none at all while Flume is told to log raw data, since then a line may
 * quote an event. Thread-safe.
 */
public final class RecentLines {

  private static final int LINES = 20;
  private static final int MAX_CHARS = 500;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /**
   * By sink, since a line may be written by any part of it, and before the sink itself is there.
   */
  private static final Map<String, RecentLines> ALL = new ConcurrentHashMap<>();

  private record Line(long nanos, Level level, String text) {}

  private final LongSupplier nanoClock;

  // Guarded by this.
  private final Deque<Line> lines = new ArrayDeque<>();

  RecentLines(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Those of the sink of that name. */
  public static RecentLines of(String sinkName) {
    return ALL.computeIfAbsent(sinkName, name -> new RecentLines(System::nanoTime));
  }

  /** Keeps a line; the arguments are formatted as SLF4J does it. */
  void add(Level level, String format, Object... arguments) {
    if (LogPrivacyUtil.allowLogRawData()) {
      return;
    }
    // Lines about the sink as a whole go on where its name ends, which is left out here.
    String text =
        MessageFormatter.arrayFormat(format, arguments).getMessage().replaceFirst("^[: ]+", "");
    Line line =
        new Line(
            nanoClock.getAsLong(), level, text.substring(0, Math.min(text.length(), MAX_CHARS)));
    synchronized (this) {
      lines.addFirst(line);
      if (lines.size() > LINES) {
        lines.removeLast();
      }
    }
  }

  /**
   * The lines, the last one first, each with {@code secondsAgo}, {@code level} and {@code text}.
   */
  public synchronized List<Map<String, Object>> rows() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : lines) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("secondsAgo", (nanoClock.getAsLong() - line.nanos()) / NANOS_PER_SECOND);
      row.put("level", line.level().toString());
      row.put("text", line.text());
      rows.add(row);
    }
    return rows;
  }
}
