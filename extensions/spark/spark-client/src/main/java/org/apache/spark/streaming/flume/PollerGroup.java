package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.SinkAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one receiver, from its start to its stop. Used once; thread-safe. */
final class PollerGroup {

  /** For batches that are being stored or acknowledged when the receiver stops. */
  private static final long STOP_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  private static final Logger LOG = LoggerFactory.getLogger(PollerGroup.class);

  private final PollingSettings settings;
  private final EventStore store;
  private final ReceiverMetrics metrics;
  private final List<SinkPoller> pollers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Makes the connections; nothing is connected yet.
   *
   * @param client what to connect with, passwords included
   */
  PollerGroup(PollingSettings settings, ClientSettings client, EventStore store) {
    this.settings = settings;
    this.store = store;
    this.metrics = new ReceiverMetrics(store.streamId());
    RateGate gate = new RateGate(store::eventsPerSecond, System::nanoTime);
    BlockBuilder blocks =
        new BlockBuilder(store, new BusyConnections(settings.connections(), System::nanoTime));
    Map<SinkAddress, SinkState> states = new LinkedHashMap<>();
    for (int i = 0; i < settings.connections(); i++) {
      SinkAddress sink = settings.sinkOf(i);
      SinkState state = states.computeIfAbsent(sink, s -> new SinkState(s, store));
      pollers.add(new SinkPoller(settings, client, i, state, blocks, gate, metrics));
    }
  }

  void start() {
    metrics.register();
    LOG.info(
        "Flume stream {} polls {} with {} connections, for {} events at a time",
        store.streamId(),
        settings.sinks(),
        pollers.size(),
        settings.maxBatchSize());
    for (int i = 0; i < pollers.size(); i++) {
      String name = "flume-stream-%d-%d-%s".formatted(store.streamId(), i, settings.sinkOf(i));
      Thread thread = new Thread(pollers.get(i), name);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Returns within two seconds. What is not acknowledged by then comes again. */
  void stop() {
    pollers.forEach(SinkPoller::stop);
    boolean ended = join();
    if (!ended) {
      LOG.warn(
          "Flume stream {} stops while Spark still stores: those events come again",
          store.streamId());
      pollers.forEach(SinkPoller::abort);
    }
    metrics.unregister();
    LOG.info("Flume stream {} has stopped: {}", store.streamId(), metrics);
  }

  private boolean join() {
    long end = System.nanoTime() + STOP_NANOS;
    try {
      for (Thread thread : threads) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        thread.join(Math.max(1, left));
        if (thread.isAlive()) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
