package org.apache.spark.streaming.flume.sink.internal.extension;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.flume.FlumeException;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;
import org.apache.spark.streaming.flume.sink.internal.guard.Caller;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extensions that are being made, on a thread of their own: neither a constructor nor a {@code
 * create()} has to return. The thread ends when they have been made; given up before, it closes
 * what it has made whenever it comes back.
 */
final class Loading {

  private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

  /** Makes the extensions that settings name; see {@link ExtensionLoader#load}. */
  @FunctionalInterface
  interface Maker {
    LoadedExtensions make(
        SinkSettings settings,
        LongSupplier nanoClock,
        ExtensionCalls calls,
        BooleanSupplier cancelled);
  }

  private final Maker maker;
  private final SinkSettings settings;
  private final LongSupplier nanoClock;
  private final ExtensionCalls calls;
  private final Thread thread;

  /** Where the thread is; null before it has begun. */
  private volatile Caller caller;

  private volatile boolean abandoned;

  // What came of it. Guarded by this.
  private LoadedExtensions loaded;
  private RuntimeException failure;
  private boolean taken;

  private Loading(SinkSettings settings, LongSupplier nanoClock, Maker maker) {
    this.maker = maker;
    this.settings = settings;
    this.nanoClock = nanoClock;
    this.calls = new ExtensionCalls(settings.sinkName(), nanoClock);
    this.thread = DaemonThreads.of(settings.sinkName(), "load", this::run);
    // Providers are looked for under the loader of the thread that starts the sink.
    this.thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
  }

  static Loading begin(SinkSettings settings, LongSupplier nanoClock, Maker maker) {
    Loading loading = new Loading(settings, nanoClock, maker);
    try {
      loading.thread.start();
    } catch (OutOfMemoryError noThreadToBeHad) {
      // Flume's supervisor tries again after an exception, and gives up for ever after an Error.
      throw new FlumeException(
          "Sink '%s': there is no thread to load its extensions: %s"
              .formatted(settings.sinkName(), noThreadToBeHad.getMessage()),
          noThreadToBeHad);
    }
    return loading;
  }

  boolean isOf(SinkSettings wanted) {
    return settings.equals(wanted) && !abandoned;
  }

  private void run() {
    caller = calls.caller();
    LoadedExtensions made = null;
    RuntimeException thrown = null;
    try {
      made = maker.make(settings, nanoClock, calls, () -> abandoned);
    } catch (CancellationException afterAll) {
      LOG.warn(
          "Sink '{}': an extension was ready only after the start had been given up; all that was"
              + " made is closed",
          settings.sinkName());
      return;
    } catch (RuntimeException e) {
      thrown = e;
    }
    // An Error ends the thread here; await() sees that it has, whatever was left undone.
    if (!publish(made, thrown) && made != null) {
      made.close();
    }
  }

  private synchronized boolean publish(LoadedExtensions made, RuntimeException thrown) {
    if (abandoned) {
      return false;
    }
    loaded = made;
    failure = thrown;
    notifyAll();
    return true;
  }

  /**
   * Waits until the extensions have been made. Looks meanwhile at what keeps them.
   *
   * @return null if that takes longer than the limit
   * @throws RuntimeException if they can't be made
   * @throws FlumeException if they were given up, by another thread or by an interrupt of this one,
   *     or if the thread that makes them has died
   */
  LoadedExtensions await(Duration limit) {
    long deadline = nanoClock.getAsLong() + limit.toNanos();
    boolean interrupted = false;
    while (true) {
      synchronized (this) {
        if (failure != null) {
          throw failure;
        }
        if (loaded != null) {
          taken = true;
          return loaded;
        }
        if (!thread.isAlive()) {
          throw new FlumeException(
              "Sink '%s': the thread that loads its extensions has ended because of a failure"
                  .formatted(settings.sinkName()));
        }
        if (interrupted || abandoned) {
          String state = state();
          abandon();
          throw new FlumeException(state + "; the start was given up");
        }
        long left = deadline - nanoClock.getAsLong();
        if (left <= 0) {
          return null;
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, ExtensionCalls.LOOK_EVERY.toNanos()));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          interrupted = true;
        }
      }
      calls.look();
    }
  }

  /** What keeps the extensions, as the beginning of a sentence. */
  String state() {
    Caller where = caller;
    Callee callee = where == null ? null : where.callee();
    return callee == null
        ? "Sink '%s': its extensions are not loaded yet".formatted(settings.sinkName())
        : "Sink '%s': %s has not returned yet".formatted(settings.sinkName(), callee);
  }

  /** Nobody waits any more. The thread is asked to come back, and closes what it has made then. */
  synchronized void abandon() {
    if (abandoned || taken) {
      return;
    }
    abandoned = true;
    notifyAll();
    thread.interrupt();
    if (loaded != null) {
      loaded.close(Duration.ZERO);
    }
  }
}
