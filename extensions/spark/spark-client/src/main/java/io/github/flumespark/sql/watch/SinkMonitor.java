package io.github.flumespark.sql.watch;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import io.github.flumespark.client.SinkProtocolException;
import io.github.flumespark.client.SinkRefusedException;
import io.github.flumespark.client.SinkState;
import io.github.flumespark.sql.watch.WatchState.Change;
import io.github.flumespark.sql.watch.WatchState.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a sink from a thread of its own, which asks when somebody wants to know, and every few
 * seconds. Thread-safe.
 *
 * <p>The thread outlives whatever befalls it: without it, a query would be idle for ever and not
 * say why. What can't be survived fails the query.
 */
public final class SinkMonitor implements SinkWatch {

  private static final Logger LOG = LoggerFactory.getLogger(SinkMonitor.class);

  /** A poll that is not answered within it waits for events. */
  private static final Duration SILENCE = Duration.ofMillis(100);

  private final SinkAddress sink;
  private final ClientSettings settings;
  private final WatchState state = new WatchState();
  private final BacklogTrend trend = new BacklogTrend();

  // Guarded by this.
  private boolean closed;
  private SinkClient client;

  // Of the thread alone.

  /** The connection has been of use. */
  private boolean proven;

  private String readers = "";

  /** Starts to watch. */
  public SinkMonitor(SinkAddress sink, ClientSettings settings) {
    this.sink = sink;
    this.settings = settings;
    Thread thread = new Thread(this::run, "flume-watch-" + sink);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public SinkAddress sink() {
    return sink;
  }

  @Override
  public synchronized long ask() {
    notifyAll();
    return state.ask();
  }

  @Override
  public synchronized boolean await(long question, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!closed && !state.isAnswered(question)) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  @Override
  public synchronized Sighting sighting() {
    if (state.broken() != null) {
      throw new IllegalStateException(
          "The sink at " + sink + " can't be read: " + state.broken().getMessage(), state.broken());
    }
    return state.sighting(System.nanoTime());
  }

  @Override
  public synchronized void taken() {
    state.taken();
  }

  private void run() {
    try {
      while (awaitWork()) {
        lookAndSurvive();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      dropClient();
    }
  }

  /** False if it's over. */
  private synchronized boolean awaitWork() throws InterruptedException {
    long wait = state.nanosToNextLook(System.nanoTime());
    while (!closed && wait > 0) {
      if (wait == Long.MAX_VALUE) {
        wait();
      } else {
        TimeUnit.NANOSECONDS.timedWait(this, wait);
      }
      wait = state.nanosToNextLook(System.nanoTime());
    }
    state.looks();
    return !closed;
  }

  private void lookAndSurvive() {
    try {
      look();
    } catch (Throwable e) {
      dropClient();
      try {
        failed(e);
      } catch (Throwable again) {
        // No memory for a line in the log, say. The state was changed before it.
        return;
      }
    }
  }

  private void look() throws IOException {
    try {
      ask(connected());
    } catch (SinkRefusedException | SinkProtocolException e) {
      throw e;
    } catch (IOException e) {
      if (!proven) {
        throw e;
      }
      // The sink may have closed it, as idle: whether it is down, a new connection tells.
      dropClient();
      ask(connected());
    }
    proven = true;
  }

  private void ask(SinkClient current) throws IOException {
    if (current.tellsState()) {
      SinkState told = current.state();
      report(told);
      report(current.otherReaders());
      if (told.tellsEvents()) {
        return;
      }
    }
    EventBatch batch = poll(current);
    if (batch.needsAck()) {
      current.nack(batch.sequenceNumber());
    }
    note(() -> state.polled(!batch.events().isEmpty(), System.nanoTime()));
  }

  /**
   * Polls for one event. Spark's own sink answers only when it has one: so one that is silent for a
   * moment is up, and idle. One that refuses polls does so at once.
   */
  private EventBatch poll(SinkClient current) throws IOException {
    current.startPoll(1);
    if (!current.awaitAnswer(SILENCE)) {
      note(() -> state.waits(System.nanoTime()));
    }
    return current.finishPoll();
  }

  private void report(SinkState told) {
    note(() -> state.told(told, System.nanoTime()));
    BacklogTrend.Growth growth =
        told.tellsEvents() ? trend.seen(told.channelEvents(), System.nanoTime()) : null;
    if (growth != null) {
      LOG.warn(
          "The sink at {} gets more events than are read: {} waited ten minutes ago, {} do now, of"
              + " {} that its channel has room for",
          sink,
          growth.from(),
          growth.to(),
          told.channelCapacity());
    }
  }

  /** Others may come at any time, and go. */
  private void report(String others) {
    if (!others.isEmpty() && !others.equals(readers)) {
      LOG.warn(
          "The sink at {} is read by others as well: {}. Each event goes to one of its readers only."
              + " To give all events to each, let the agent copy them to a channel and a sink for"
              + " each",
          sink,
          others);
    }
    readers = others;
  }

  /** Changes the state, wakes whoever waits for that, and tells a human outside of the lock. */
  private void note(Supplier<Change> answer) {
    Change change;
    synchronized (this) {
      change = answer.get();
      notifyAll();
    }
    if (change == Change.CAME_UP) {
      LOG.info("The sink at {} answers", sink);
    }
  }

  private SinkClient connected() throws IOException {
    SinkClient current;
    synchronized (this) {
      if (client != null) {
        return client;
      }
      if (closed) {
        throw new IOException("the watch is closed");
      }
      proven = false;
      current = SinkClient.create(sink, settings);
      // From here on close() ends it, the connecting too.
      client = current;
    }
    current.connect();
    return current;
  }

  private void failed(Throwable e) {
    boolean fatal;
    Change change = Change.NONE;
    synchronized (this) {
      fatal =
          e instanceof RuntimeException
              || (e instanceof SinkProtocolException && state.phase() == Phase.NEW);
      if (fatal) {
        state.broke(e);
      } else {
        change = state.failed(problem(e), System.nanoTime());
      }
      notifyAll();
      if (closed) {
        return;
      }
    }
    if (change == Change.WENT_DOWN) {
      LOG.warn("The sink at {} has to be done without for now: {}", sink, problem(e));
    }
  }

  /** Makes no new string of an Error's: there may be no memory for one. */
  private static String problem(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getName() : message;
  }

  private synchronized void dropClient() {
    if (client != null) {
      client.close();
      client = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    dropClient();
    notifyAll();
  }
}
