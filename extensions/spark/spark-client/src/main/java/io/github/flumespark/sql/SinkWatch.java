package io.github.flumespark.sql;

import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import io.github.flumespark.client.SinkProtocolException;
import io.github.flumespark.client.SinkRefusedException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the driver when an idle sink has something: it polls for a single event, which the sink
 * answers once there is one, and gives that back. So a stream that is idle runs no micro-batch,
 * writes nothing, and still begins at once.
 *
 * <p>It polls from {@link #ask} until there is something, and is quiet otherwise. Thread-safe.
 */
final class SinkWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SinkWatch.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final SinkAddress sink;
  private final FlumeOptions options;
  private final Thread thread;

  // All guarded by this.
  private boolean asked;
  private boolean hasEvents;
  private boolean closed;
  private boolean up;
  private boolean wasUp;

  /** The last look has ended and found no events, or no sink. */
  private boolean emptyHanded;

  /** The log has it that the sink is down. */
  private boolean complained;

  /** When the present poll was sent; 0 while there is none. */
  private long polledNanos;

  private Duration pause = Duration.ZERO;
  private Throwable fatal;
  private SinkClient client;

  SinkWatch(SinkAddress sink, FlumeOptions options) {
    this.sink = sink;
    this.options = options;
    this.thread = new Thread(this::run, "flume-watch-" + sink);
    thread.setDaemon(true);
    thread.start();
  }

  SinkAddress sink() {
    return sink;
  }

  /** Starts to look, unless it does already or knows of events. */
  synchronized void ask() {
    if (!asked && !hasEvents) {
      asked = true;
      emptyHanded = false;
      notifyAll();
    }
  }

  /**
   * Whether the sink is known to have events.
   *
   * @throws IllegalStateException if what listens there has never been a sink, or if the watch
   *     itself broke
   */
  synchronized boolean hasEvents() {
    if (fatal != null) {
      throw new IllegalStateException(
          "The sink at " + sink + " can't be read: " + fatal.getMessage(), fatal);
    }
    return hasEvents;
  }

  /** Whether the last look found a sink. */
  synchronized boolean isUp() {
    return up;
  }

  /**
   * Waits until it is known whether the sink has events now: it has; or a poll has waited for the
   * option {@code pollTimeout}; or there is no sink.
   */
  synchronized void await() throws InterruptedException {
    long patience = options.pollTimeout().toNanos();
    while (!closed && !hasEvents && !emptyHanded && fatal == null) {
      long left = polledNanos == 0 ? patience : polledNanos + patience - System.nanoTime();
      if (polledNanos != 0 && left <= 0) {
        return;
      }
      wait(left / 1_000_000 + 1);
    }
  }

  /** The events are being read: what is known of them is old now. */
  synchronized void taken() {
    hasEvents = false;
  }

  /**
   * Says what an epoch in which the sink took part has found. If it is nothing time after time,
   * although the watch saw something, then the executors can't reach the sink, or another reader is
   * faster: the pause before the next look grows.
   */
  synchronized void found(long events) {
    if (events > 0) {
      pause = Duration.ZERO;
    } else {
      pause = longer(pause);
    }
  }

  private static Duration longer(Duration pause) {
    if (pause.isZero()) {
      return FIRST_PAUSE;
    }
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private void run() {
    Duration retry = Duration.ZERO;
    try {
      while (awaitAsked()) {
        try {
          look();
          retry = Duration.ZERO;
        } catch (SinkRefusedException e) {
          LOG.warn("The sink at {} refused a poll: {}", sink, e.getMessage());
          retry = longer(retry);
          fail(true);
        } catch (IOException e) {
          retry = longer(retry);
          report(e);
          fail(false);
        }
        sleep(retry);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // A query without its watch would be idle for ever and not say why.
      die(e);
    } finally {
      dropClient();
    }
  }

  private synchronized void die(Throwable e) {
    fatal = e;
    notifyAll();
  }

  /** False if it's over. */
  private synchronized boolean awaitAsked() throws InterruptedException {
    while (!closed && !asked) {
      wait();
    }
    if (!closed && !pause.isZero()) {
      sleep(pause);
    }
    return !closed;
  }

  private synchronized void sleep(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = end - System.nanoTime(); left > 0 && !closed; left = end - System.nanoTime()) {
      wait(left / 1_000_000 + 1);
    }
  }

  private void look() throws IOException {
    SinkClient current = connected();
    synchronized (this) {
      polledNanos = System.nanoTime();
      notifyAll();
    }
    EventBatch batch;
    try {
      batch = current.poll(1);
    } finally {
      synchronized (this) {
        polledNanos = 0;
      }
    }
    if (batch.needsAck()) {
      current.nack(batch.sequenceNumber());
    }
    answered(!batch.events().isEmpty());
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
      current = SinkClient.create(sink, options.client());
      // From here on close() ends it, the connecting too.
      client = current;
    }
    current.connect();
    return current;
  }

  private synchronized void answered(boolean events) {
    if (!up) {
      LOG.info("The sink at {} answers", sink);
    }
    up = true;
    wasUp = true;
    complained = false;
    hasEvents = events;
    asked = !events;
    emptyHanded = !events;
    notifyAll();
  }

  private synchronized void report(IOException e) {
    if (e instanceof SinkProtocolException protocol && !wasUp) {
      fatal = protocol;
    } else if (!closed && !complained) {
      complained = true;
      LOG.warn("The sink at {} has to be done without for now: {}", sink, e.getMessage());
    }
  }

  private void fail(boolean isUp) {
    if (!isUp) {
      dropClient();
    }
    synchronized (this) {
      up = isUp;
      emptyHanded = true;
      notifyAll();
    }
  }

  private synchronized void dropClient() {
    if (client != null) {
      client.close();
      client = null;
    }
  }

  /** Ends the thread and the connection; what is open on it goes back. */
  @Override
  public synchronized void close() {
    closed = true;
    dropClient();
    notifyAll();
  }
}
