package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.EventBatch;
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
        work();
      }
    } catch (InterruptedException e) {
      // Nobody but the JVM's end interrupts this thread.
      Thread.currentThread().interrupt();
    } finally {
      abort();
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
    } catch (SinkProtocolException e) {
      metrics.connectionLost();
      state.report(e.getMessage(), e);
      tryLater(e.getMessage(), e);
    } catch (IOException | RuntimeException | Error e) {
      abort();
      tryLater("Polling the sink at " + sink + " failed: " + e, e);
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
    RateGate.Grant grant = gate.take(settings.maxBatchSize());
    if (grant.events() == 0) {
      pause(grant.waitNanos());
      return;
    }
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
