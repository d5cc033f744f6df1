package io.github.flumespark.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;

/**
 * A place for an extension in a sink that does not exist: a directory of the test's choice and a
 * clock that the test moves. Thread-safe.
 */
public final class FakeExtensionContext implements ExtensionContext {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Path dataDirectory;
  private final ManualClock clock;

  /** Guarded by this. */
  private final List<Task> tasks = new ArrayList<>();

  /**
   * Makes a context whose clock starts at zero.
   *
   * @param dataDirectory the extension's directory, such as one that JUnit's {@code TempDir} gives;
   *     it is made when the extension asks for it
   */
  public FakeExtensionContext(Path dataDirectory) {
    this(dataDirectory, new ManualClock(0));
  }

  /**
   * Makes a context.
   *
   * @param dataDirectory the extension's directory; it is made when the extension asks for it
   * @param clock what the extension is given as its clock
   */
  public FakeExtensionContext(Path dataDirectory, ManualClock clock) {
    this.dataDirectory = dataDirectory;
    this.clock = clock;
  }

  @Override
  public String sinkName() {
    return "sink";
  }

  @Override
  public String alias() {
    return "extension";
  }

  @Override
  public Path dataDirectory() {
    try {
      return Files.createDirectories(dataDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't make the data directory " + dataDirectory, e);
    }
  }

  @Override
  public ManualClock nanoClock() {
    return clock;
  }

  /** The same clock: it stands, at the beginning of 2026, until the test moves it. */
  @Override
  public Clock wallClock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return START.plusNanos(clock.getAsLong());
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
      }
    };
  }

  /** Nothing is done until the test calls {@link #runDueTasks()}. */
  @Override
  public synchronized void scheduleWithFixedDelay(
      Runnable task, Duration initialDelay, Duration delay) {
    if (initialDelay.isNegative() || delay.isNegative() || delay.isZero()) {
      throw new IllegalArgumentException(
          "The delays are %s and %s; allowed: none below zero, and the second above"
              .formatted(initialDelay, delay));
    }
    tasks.add(new Task(task, clock.getAsLong() + initialDelay.toNanos(), delay));
  }

  /**
   * Runs each scheduled task that is due by the clock, once, on the test's thread. What it throws
   * goes to the test; the sink would log it.
   */
  public void runDueTasks() {
    List<Task> due;
    synchronized (this) {
      due = tasks.stream().filter(task -> task.dueNanos() - clock.getAsLong() <= 0).toList();
      tasks.removeAll(due);
      due.forEach(
          task ->
              tasks.add(
                  new Task(task.work(), clock.getAsLong() + task.delay().toNanos(), task.delay())));
    }
    due.forEach(task -> task.work().run());
  }

  private record Task(Runnable work, long dueNanos, Duration delay) {}

  /**
   * The same place in a process that starts anew.
   *
   * @return a context with the same directory and a clock of its own, at zero
   */
  public FakeExtensionContext restarted() {
    return new FakeExtensionContext(dataDirectory);
  }
}
