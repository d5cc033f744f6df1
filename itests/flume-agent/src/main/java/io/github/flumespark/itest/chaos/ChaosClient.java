package io.github.flumespark.itest.chaos;

import io.github.flumespark.itest.agent.PollingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.EventBatch;

/** Polls, and then does with the batch, and with its connection, what chance tells it to. */
final class ChaosClient implements Runnable {

  private static final long PAUSE_MILLIS = 50;

  private final Lives lives;
  private final History history;
  private final Duration timeout;
  private final int largestPoll;
  private final Random random;
  private final CountDownLatch stop;
  private PollingClient connection;
  private Lives.Life life;

  ChaosClient(
      Lives lives, History history, ChaosSettings settings, Random random, CountDownLatch stop) {
    this.lives = lives;
    this.history = history;
    this.timeout = settings.timeout();
    this.largestPoll = 2 * settings.batch();
    this.random = random;
    this.stop = stop;
  }

  @Override
  public void run() {
    try {
      while (stop.getCount() > 0) {
        try {
          act(random.nextInt(100));
        } catch (IOException e) {
          // The agent was killed, or this client deserved it.
          disconnect();
          waitFor(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      disconnect();
    }
  }

  private void act(int chance) throws IOException, InterruptedException {
    if (chance < 4) {
      sendGarbage();
    } else if (chance < 7) {
      connect();
      var unused = connection.startPoll(largestPoll);
      waitFor(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20)));
      disconnect();
    } else {
      poll();
    }
  }

  private void connect() throws IOException {
    if (connection == null || !life.equals(lives.now())) {
      disconnect();
      life = lives.now();
      connection = new PollingClient(life.sinkPort());
    }
  }

  private void disconnect() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private boolean waitFor(long nanos) throws InterruptedException {
    return !stop.await(nanos, TimeUnit.NANOSECONDS);
  }

  private void poll() throws IOException, InterruptedException {
    connect();
    long polledAt = System.nanoTime();
    EventBatch batch = connection.poll(1 + random.nextInt(largestPoll));
    if (!batch.getErrorMsg().isEmpty() || batch.getEvents().isEmpty()) {
      return;
    }
    History.Delivery delivery = history.received(batch, life.number(), polledAt);
    Fate fate = Fate.VANISHED;
    try {
      fate = settle(batch, delivery, random.nextInt(100));
    } finally {
      history.ended(delivery, fate);
    }
    if (fate == Fate.VANISHED || fate == Fate.ACK_UNANSWERED) {
      disconnect();
    }
  }

  private Fate settle(EventBatch batch, History.Delivery delivery, int chance)
      throws IOException, InterruptedException {
    if (chance < 60) {
      return ack(connection, batch, delivery, timeout);
    }
    if (chance < 68) {
      try (PollingClient another = new PollingClient(life.sinkPort())) {
        return ack(another, batch, delivery, timeout);
      }
    }
    if (chance < 80) {
      connection.nack(batch);
      return Fate.NACKED;
    }
    if (chance < 86) {
      return outwait(batch);
    }
    return Fate.VANISHED;
  }

  static Fate ack(PollingClient from, EventBatch batch, History.Delivery delivery, Duration timeout)
      throws InterruptedException {
    try {
      from.ack(batch);
    } catch (IOException e) {
      boolean answered = String.valueOf(e.getMessage()).contains("the commit failed");
      return answered ? Fate.ACK_FAILED : Fate.ACK_UNANSWERED;
    }
    return delivery.age() < timeout.toNanos() ? Fate.ACKED : Fate.ACKED_TOO_CLOSE_TO_TELL;
  }

  /** Twice the timeout, so that the sink has surely noticed, however busy the machine is. */
  private Fate outwait(EventBatch batch) throws IOException, InterruptedException {
    if (!waitFor(2 * timeout.toNanos())) {
      return Fate.VANISHED;
    }
    connection.ack(batch);
    return Fate.TIMED_OUT;
  }

  private void sendGarbage() throws IOException, InterruptedException {
    byte[] garbage = new byte[1 + random.nextInt(2000)];
    random.nextBytes(garbage);
    if (random.nextBoolean()) {
      // A frame that seems to begin well, and promises more than will come.
      System.arraycopy(
          new byte[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 0}, 0, garbage, 0, Math.min(10, garbage.length));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), lives.now().sinkPort())) {
      socket.getOutputStream().write(garbage);
      waitFor(TimeUnit.MILLISECONDS.toNanos(random.nextInt(50)));
    }
  }
}
