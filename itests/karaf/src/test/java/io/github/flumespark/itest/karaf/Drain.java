package io.github.flumespark.itest.karaf;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;

/**
 * A client that polls and acknowledges, and comes back to a sink that was away. The bodies are
 * numbers. Closing it ends it.
 */
final class Drain implements AutoCloseable {

  private static final int BATCH = 1000;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final SinkAddress address;
  private final Thread thread = new Thread(this::run, "drain");
  private final BitSet seen = new BitSet();
  private long received;
  private int connections;
  private volatile boolean closed;

  private Drain(SinkAddress address) {
    this.address = address;
  }

  /** Starts it; the sink need not be there yet. */
  static Drain start(int port) {
    Drain drain = new Drain(new SinkAddress("127.0.0.1", port));
    drain.thread.start();
    return drain;
  }

  private void run() {
    ClientSettings settings = ClientSettings.builder().callTimeout(Duration.ofSeconds(30)).build();
    while (!closed) {
      try (SinkClient client = SinkClient.connect(address, settings)) {
        synchronized (this) {
          connections++;
        }
        while (!closed) {
          drain(client);
        }
      } catch (IOException away) {
        pause();
      }
    }
  }

  private void drain(SinkClient client) throws IOException {
    EventBatch batch = client.poll(BATCH);
    synchronized (this) {
      batch
          .events()
          .forEach(
              event ->
                  seen.set(
                      Integer.parseInt(new String(event.body(), StandardCharsets.UTF_8).strip())));
      received += batch.events().size();
    }
    if (!batch.events().isEmpty()) {
      client.ack(batch.sequenceNumber());
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int port() {
    return address.port();
  }

  /** How many different events have come. */
  synchronized int distinct() {
    return seen.cardinality();
  }

  /** How many have come that had come before. */
  synchronized long again() {
    return received - seen.cardinality();
  }

  /** How often it had to connect. */
  synchronized int connections() {
    return connections;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
