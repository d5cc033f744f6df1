package org.apache.spark.streaming.flume.sink.internal.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.event.Level;

/**
 * One kind of line, which must not fill the log whoever causes it: the first is written at once,
 * and while the limit lasts the others are counted. The next line says how many it stands for; if
 * none comes, the last one that was held back is written when the limit is over, or at the stop.
 * Never throws. Thread-safe.
 */
public final class LimitedLog implements DeadlineTimer.Source {

  /** Enough for a person, and little enough for a disk. */
  public static final Duration A_SECOND = Duration.ofSeconds(1);

  private static final class Line {

    private final String format;
    private final Object[] arguments;

    Line(String format, Object[] arguments) {
      this.format = format;
      this.arguments = arguments;
    }
  }

  private final SinkLog log;
  private final Level level;
  private final long nanosBetween;
  private final LongSupplier nanoClock;
  private final LongAdder untold = new LongAdder();
  private final AtomicLong quietUntil;
  private volatile Line heldBack;
  private volatile DeadlineTimer timer;

  /**
   * Makes a kind of line.
   *
   * @param between the time between two lines
   * @param nanoClock nanoseconds, monotonic
   */
  public LimitedLog(SinkLog log, Level level, Duration between, LongSupplier nanoClock) {
    this.log = log;
    this.level = level;
    this.nanosBetween = between.toNanos();
    this.nanoClock = nanoClock;
    this.quietUntil = new AtomicLong(nanoClock.getAsLong());
  }

  /** Has the timer write what was held back when the limit is over. */
  public LimitedLog timedBy(DeadlineTimer newTimer) {
    timer = newTimer;
    newTimer.add(this);
    return this;
  }

  /**
   * Writes a line, or counts it. With up to four arguments, not even the call needs memory.
   *
   * @param arguments the last one may be a throwable
   */
  public void write(String format, Object... arguments) {
    writeArray(format, arguments);
  }

  public void write(String format, Object one) {
    try {
      writeArray(format, one);
    } catch (Throwable unsaid) {
      // As below.
    }
  }

  public void write(String format, Object one, Object two) {
    try {
      writeArray(format, one, two);
    } catch (Throwable unsaid) {
      // As below.
    }
  }

  public void write(String format, Object one, Object two, Object three) {
    try {
      writeArray(format, one, two, three);
    } catch (Throwable unsaid) {
      // As below.
    }
  }

  public void write(String format, Object one, Object two, Object three, Object four) {
    try {
      writeArray(format, one, two, three, four);
    } catch (Throwable unsaid) {
      // As below.
    }
  }

  private void writeArray(String format, Object... arguments) {
    try {
      untold.increment();
      Line line = new Line(format, arguments);
      if (!writeIfDue(line, nanoClock.getAsLong())) {
        heldBack = line;
        if (timer != null) {
          timer.wakeBy(quietUntil.get());
        }
      }
    } catch (Throwable unsaid) {
      // What a thread does next must not depend on a line.
    }
  }

  private boolean writeIfDue(Line line, long now) {
    long until = quietUntil.get();
    if (now - until < 0 || !quietUntil.compareAndSet(until, now + nanosBetween)) {
      return false;
    }
    heldBack = null;
    write(line);
    return true;
  }

  private void write(Line line) {
    long times = untold.sumThenReset();
    if (times <= 1) {
      log.write(level, line.format, line.arguments);
      return;
    }
    // In front of a throwable, which has to stay the last.
    Object[] old = line.arguments;
    boolean thrown = old.length > 0 && old[old.length - 1] instanceof Throwable;
    int at = thrown ? old.length - 1 : old.length;
    Object[] all = new Object[old.length + 1];
    System.arraycopy(old, 0, all, 0, at);
    all[at] = times;
    if (thrown) {
      all[at + 1] = old[at];
    }
    log.write(level, line.format + " ({} times since the last such line)", all);
  }

  @Override
  public long fire(long now) {
    Line line = heldBack;
    if (line == null) {
      return DeadlineTimer.NEVER;
    }
    long left = quietUntil.get() - now;
    if (left > 0) {
      return left;
    }
    writeIfDue(line, now);
    return DeadlineTimer.NEVER;
  }

  /** Writes what was held back. */
  @Override
  public void end() {
    Line line = heldBack;
    if (line != null) {
      heldBack = null;
      write(line);
    }
  }
}
