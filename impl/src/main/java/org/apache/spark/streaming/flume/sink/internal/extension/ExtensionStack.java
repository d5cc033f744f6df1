package org.apache.spark.streaming.flume.sink.internal.extension;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.Uninterruptibles;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been created so far; closes each exactly once, the latest first. An extension that hangs
 * in its {@code close()} keeps neither the others from being closed nor its caller from going on:
 * each is closed on a thread of its own, which is left behind when it takes too long.
 */
final class ExtensionStack {

  private static final Logger LOG = LoggerFactory.getLogger(ExtensionStack.class);

  /** What one extension may take before the next one's turn comes. */
  private static final Duration LIMIT_OF_EACH = Duration.ofSeconds(4);

  private final String sinkName;
  private final LongSupplier nanoClock;
  private final Duration limitOfEach;
  private final Deque<Entry> entries = new ArrayDeque<>();

  /** Null before the first call of close. Guarded by this. */
  private Thread closing;

  ExtensionStack(String sinkName, LongSupplier nanoClock) {
    this(sinkName, nanoClock, LIMIT_OF_EACH);
  }

  ExtensionStack(String sinkName, LongSupplier nanoClock, Duration limitOfEach) {
    this.sinkName = sinkName;
    this.nanoClock = nanoClock;
    this.limitOfEach = limitOfEach;
  }

  void push(String label, Extension extension) {
    push(label, extension, () -> {});
  }

  /**
   * A factory that gives out one object twice breaks its contract, but not ours to close once.
   *
   * @param before what has to end before it is closed
   */
  synchronized void push(String label, Extension extension, Runnable before) {
    for (Entry entry : entries) {
      if (entry.extension == extension) {
        entry.before.add(before);
        return;
      }
    }
    entries.push(new Entry(label, extension, before));
  }

  /**
   * Closes all, or goes on with it in the background when the limit has passed.
   *
   * @return whether all were closed within the limit, or given up
   */
  boolean close(Duration limit) {
    return Uninterruptibles.join(closing(), limit);
  }

  private synchronized Thread closing() {
    if (closing == null || (!closing.isAlive() && !entries.isEmpty())) {
      closing = start("close", this::closeEach);
    }
    return closing;
  }

  private void closeEach() {
    for (Entry entry = pop(); entry != null; entry = pop()) {
      Entry next = entry;
      Thread thread = start("close-" + next.label, () -> close(next));
      if (!Uninterruptibles.join(thread, limitOfEach)) {
        next.late = true;
        LOG.error(
            "Sink '{}': close() of the {} has not returned for {} s and is left to itself; the thread"
                + " {} is\n{}",
            sinkName,
            next,
            limitOfEach.toSeconds(),
            thread.getName(),
            ForeignCode.stackOf(thread));
      }
    }
  }

  private synchronized Entry pop() {
    return entries.poll();
  }

  private Thread start(String what, Runnable task) {
    Thread thread = DaemonThreads.of(sinkName, what, task);
    try {
      thread.start();
    } catch (OutOfMemoryError noThreadToBeHad) {
      // Better late than never: few extensions hang.
      task.run();
    }
    return thread;
  }

  private void close(Entry entry) {
    long begin = nanoClock.getAsLong();
    entry.before.forEach(Runnable::run);
    ForeignCode foreign = ForeignCode.enter(entry.extension.getClass().getClassLoader());
    try {
      entry.extension.close();
    } catch (Throwable thrown) {
      LOG.warn(
          "Sink '{}': closing the {} failed; the rest is closed all the same",
          sinkName,
          entry,
          thrown);
    } finally {
      foreign.exit();
    }
    if (entry.late) {
      LOG.warn(
          "Sink '{}': close() of the {} has returned after {} s",
          sinkName,
          entry,
          Duration.ofNanos(nanoClock.getAsLong() - begin).toSeconds());
    }
  }

  private static final class Entry {

    private final String label;
    private final Extension extension;
    private final List<Runnable> before = new ArrayList<>();
    private volatile boolean late;

    Entry(String label, Extension extension, Runnable before) {
      this.label = label;
      this.extension = extension;
      this.before.add(before);
    }

    @Override
    public String toString() {
      return label + " (" + ForeignCode.nameOf(extension.getClass()) + ")";
    }
  }
}
