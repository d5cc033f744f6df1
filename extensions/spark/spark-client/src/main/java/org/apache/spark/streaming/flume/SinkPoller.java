package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.ReplyTooLargeException;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import io.github.flumespark.client.SinkConnectionException;
import io.github.flumespark.client.SinkProtocolException;
import io.github.flumespark.client.SinkRefusedException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One connection and its thread: poll, store, acknowledge, until {@link #stop}. Whatever fails, it
 * goes on, a little later and if need be with a new connection.
 */
final class SinkPoller implements Runnable {

  /** After what can't even be told. */
  private static final long SURVIVED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String MAX_REPLY_SIZE = "spark.streaming.flume.maxReplySize";

  private final PollingSettings settings;
  private final ClientSettings clientSettings;
  private final int connection;
  private final SinkAddress sink;
  private final SinkState state;
  private final BlockBuilder blocks;
  private final RateGate gate;
  private final ReceiverMetrics metrics;
  private final Backoff backoff = new Backoff();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** What is asked for at most, since something was too large; and what was asked for last. */
  private int most = Integer.MAX_VALUE;

  private int asked;

  /** All that {@link #stop} needs to know; guarded by this. */
  private SinkClient client;

  private boolean settling;

  SinkPoller(
      PollingSettings settings,
      ClientSettings clientSettings,
      int connection,
      SinkState state,
      BlockBuilder blocks,
      RateGate gate,
      ReceiverMetrics metrics) {
    this.settings = settings;
    this.clientSettings = clientSettings;
    this.connection = connection;
    this.sink = state.address();
    this.state = state;
    this.blocks = blocks;
    this.gate = gate;
    this.metrics = metrics;
  }

  /** Ends a wait at once; a batch that has come is still stored and acknowledged. Any thread. */
  void stop() {
    stopped.countDown();
    synchronized (this) {
      if (!settling) {
        closeClient();
      }
    }
  }

  /** Ends the connection, whatever it is about. Any thread. */
  synchronized void abort() {
    closeClient();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void run() {
    try {
      while (!isStopped()) {
        workAndSurvive();
      }
    } catch (InterruptedException e) {
      // Nobody but the JVM's end interrupts this thread.
      Thread.currentThread().interrupt();
    } finally {
      abort();
    }
  }

  /** A stream whose thread has died would be silent for ever. */
  private void workAndSurvive() throws InterruptedException {
    try {
      work();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      // No memory for a line in the log, say.
      abort();
      pause(SURVIVED_NANOS);
    }
  }

  private void work() throws InterruptedException {
    try {
      SinkClient connected = connected();
      if (connected != null) {
        pollOnce(connected);
      }
    } catch (SinkRefusedException e) {
      metrics.refused();
      tryLater("The sink at " + sink + " has no batch for us: " + e.getMessage(), e);
    } catch (SinkConnectionException e) {
      metrics.connectionLost();
      tryLater(e.getMessage(), e);
    } catch (ReplyTooLargeException e) {
      metrics.connectionLost();
      askForLess(e);
    } catch (SinkProtocolException e) {
      metrics.connectionLost();
      state.report(e.getMessage(), e);
      tryLater(e.getMessage(), e);
    } catch (IOException | RuntimeException | Error e) {
      abort();
      tryLater("Polling the sink at " + sink + " failed: " + e, e);
    }
  }

  /** Until there is one that is too large by itself, which a human must see to. */
  private void askForLess(ReplyTooLargeException e) throws InterruptedException {
    if (asked > 1) {
      most = Math.max(1, asked / 10);
      tryLater(
          "%d events of the sink at %s are more than %s allows; now asks for %d"
              .formatted(asked, sink, MAX_REPLY_SIZE, most),
          e);
    } else {
      String problem =
          "An event of the sink at %s is larger than %s allows, which is %d bytes: set it higher"
              .formatted(sink, MAX_REPLY_SIZE, clientSettings.maxReplyBytes());
      state.report(problem, e);
      tryLater(problem, e);
    }
  }

  private void tryLater(String problem, Throwable cause) throws InterruptedException {
    if (!isStopped()) {
      state.problem(connection, problem, cause);
      pause(TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis()));
    }
  }

  /** Waits, but not longer than until the stop. */
  private void pause(long nanos) throws InterruptedException {
    stopped.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** The connection, made if there is none; null if there is to be none. */
  private SinkClient connected() throws IOException {
    SinkClient made;
    synchronized (this) {
      if (isStopped()) {
        return null;
      }
      if (client != null && client.isOpen()) {
        return client;
      }
      made = SinkClient.create(sink, clientSettings);
      client = made;
    }
    made.connect();
    metrics.connected();
    return made;
  }

  private void pollOnce(SinkClient connected) throws IOException, InterruptedException {
    RateGate.Grant grant = gate.take(Math.min(most, settings.maxBatchSize()));
    if (grant.events() == 0) {
      pause(grant.waitNanos());
      return;
    }
    asked = grant.events();
    int received = 0;
    EventBatch batch;
    try {
      batch = connected.poll(grant.events());
      received = batch.events().size();
    } finally {
      gate.settle(grant.events(), received);
    }
    if (batch.events().isEmpty()) {
      metrics.empty();
      state.works(connection);
      backoff.reset();
    } else if (beginSettling()) {
      try {
        settle(connected, batch, received >= grant.events());
      } finally {
        endSettling();
      }
    }
  }

  /** False if it is too late, and the connection closed: the events come again. */
  private synchronized boolean beginSettling() {
    settling = !isStopped();
    return settling;
  }

  private synchronized void endSettling() {
    settling = false;
  }

  private void settle(SinkClient connected, EventBatch batch, boolean full)
      throws IOException, InterruptedException {
    int events = batch.events().size();
    try {
      blocks.store(connection, batch.events(), full);
    } catch (BlockBuilder.StoreException | Error e) {
      metrics.storeFailed();
      connected.nack(batch.sequenceNumber());
      metrics.nacked();
      tryLater(
          "Spark could not store %d events of the sink at %s, which will send them again"
              .formatted(events, sink),
          e);
      return;
    }
    try {
      connected.ack(batch.sequenceNumber());
    } catch (IOException e) {
      metrics.ackFailed();
      tryLater(
          "%d events of the sink at %s are stored, but may come again, as the ack failed: %s"
              .formatted(events, sink, e.getMessage()),
          e);
      return;
    }
    most = most > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : 2 * most;
    metrics.acked(events);
    state.works(connection);
    backoff.reset();
  }

  private synchronized void closeClient() {
    if (client != null) {
      client.close();
    }
  }
}
