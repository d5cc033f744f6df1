package org.apache.spark.streaming.flume.sink;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flume.Context;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.FlumeException;
import org.apache.flume.conf.Configurable;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.sink.AbstractSink;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchSettings;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.apache.spark.streaming.flume.sink.internal.config.TransportSettings;
import org.apache.spark.streaming.flume.sink.internal.extension.ExtensionLoader;
import org.apache.spark.streaming.flume.sink.internal.extension.Libraries;
import org.apache.spark.streaming.flume.sink.internal.extension.LoadedExtensions;
import org.apache.spark.streaming.flume.sink.internal.guard.Uninterruptibles;
import org.apache.spark.streaming.flume.sink.internal.metrics.SinkMetrics;
import org.apache.spark.streaming.flume.sink.internal.metrics.SparkSinkCounter;
import org.apache.spark.streaming.flume.sink.internal.rpc.Access;
import org.apache.spark.streaming.flume.sink.internal.rpc.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.rpc.RpcSettings;
import org.apache.spark.streaming.flume.sink.internal.rpc.SinkServer;
import org.apache.spark.streaming.flume.sink.internal.tls.KeyMaterialException;
import org.apache.spark.streaming.flume.sink.internal.tls.TlsEngines;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flume sink from which Spark polls events: a drop-in for the class of this name in Spark 1.1 to
 * 2.4, with the same configuration keys and the same protocol.
 *
 * <p>It listens for clients of {@link SparkFlumeProtocol}. A poll opens a transaction on the
 * channel and gets a batch of events; {@code ack} commits the transaction, {@code nack} or the
 * timeout rolls it back, and so does the end of the client's connection. Events are delivered at
 * least once: none leaves the channel but by a commit that followed an acknowledgement.
 *
 * <p>Flume's thread calls {@link #process}, which has nothing to do and only tells whether the
 * server is up. {@link #configure} checks the configuration and touches nothing; {@link #start}
 * loads the extensions and binds; {@link #stop} rolls back every open transaction and returns
 * within a bounded time. A sink can be started again after a stop, or after a start that failed.
 * All methods are thread-safe.
 */
public class SparkSink extends AbstractSink implements Configurable {

  private static final Logger LOG = LoggerFactory.getLogger(SparkSink.class);

  /** Short enough that Flume's runner notices its own stop even if an interrupt got lost. */
  private static final long PROCESS_WAIT_MILLIS = 1000;

  private static final Duration STOP_ENGINE = Duration.ofSeconds(10);
  private static final Duration STOP_SERVER = Duration.ofSeconds(5);
  private static final Duration STOP_EXTENSIONS = Duration.ofSeconds(5);

  private static final long SMALLEST_BATCH_BYTES = 256L << 10;
  private static final long LARGEST_BATCH_BYTES = 64L << 20;

  /**
   * Guards start and stop. The superclass synchronizes its getters on the sink, so holding that
   * monitor while threads are waited for would make them wait for us.
   */
  private final Object lifecycle = new Object();

  private volatile SinkSettings settings;
  private volatile SparkSinkCounter counter;
  private volatile Running running;
  private volatile CountDownLatch batchReceived;

  /** What exists between start and stop. */
  private record Running(
      LoadedExtensions extensions,
      BatchEngine engine,
      SinkServer server,
      int port,
      CountDownLatch down) {}

  /**
   * Reads and checks the configuration. It takes effect at the next start.
   *
   * @throws ConfigurationException for a value that is missing or not allowed; it names the sink,
   *     the key, the value and what is allowed
   */
  @Override
  public void configure(Context context) {
    settings = SinkSettings.parse(getName(), context);
    if (counter == null) {
      counter = new SparkSinkCounter(settings.sinkName());
    }
  }

  /**
   * Loads the extensions and starts to listen. Does nothing if the sink is running.
   *
   * @throws ConfigurationException if a selected extension can't be used
   * @throws FlumeException if the address can't be bound, or anything else is missing; nothing is
   *     left running, and the start can be tried again
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // see lifecycle
  public void start() {
    synchronized (lifecycle) {
      Running current = running;
      if (current != null && current.down().getCount() > 0) {
        return;
      }
      if (settings == null) {
        throw new FlumeException("Sink '" + getName() + "' was not configured before its start");
      }
      if (getChannel() == null) {
        throw new FlumeException("Sink '" + getName() + "' has no channel");
      }
      if (current != null) {
        running = null;
        shutDown(current);
      }
      running = run(settings);
      super.start();
    }
  }

  private Running run(SinkSettings current) {
    LoadedExtensions extensions = ExtensionLoader.load(current, System::nanoTime);
    Metrics metrics = new Metrics();
    BatchEngine engine = null;
    SinkServer server = null;
    try {
      engine =
          new BatchEngine(
              batchSettings(current),
              getChannel(),
              extensions.chain(),
              extensions.admission(),
              extensions.sequence(),
              System::nanoTime,
              metrics);
      server = new SinkServer(rpcSettings(current), engine, metrics);
      counter.start();
      engine.start();
      int port = server.start();
      CountDownLatch down = new CountDownLatch(1);
      server.whenDown(down::countDown);
      Running started = new Running(extensions, engine, server, port, down);
      metrics.show(started);
      LOG.info("Spark sink {} starts with {}", current.sinkName(), current.describe());
      extensions.describe().forEach(line -> LOG.info("Spark sink {}: {}", getName(), line));
      Libraries.describe().forEach(line -> LOG.info("Spark sink {}: {}", getName(), line));
      Libraries.warning().ifPresent(words -> LOG.warn("Spark sink {}: {}", getName(), words));
      LOG.info("Spark sink {} is listening on {}:{}", getName(), current.hostname(), port);
      return started;
    } catch (Throwable t) {
      // Not only exceptions: Flume's supervisor never tries again after an Error.
      if (engine != null) {
        engine.stop(STOP_ENGINE);
      }
      if (server != null) {
        server.close(STOP_SERVER);
      }
      close(extensions);
      throw new FlumeException(
          "Spark sink '" + current.sinkName() + "' can't start: " + t.getMessage(), t);
    }
  }

  /** Counts as Flume's sinks do, and counts the latch of a test down. */
  private final class Metrics extends SinkMetrics {

    Metrics() {
      super(counter, System::nanoTime);
    }

    /** Lets the counters show what this run's parts count themselves. */
    void show(Running started) {
      show();
      TransformerChain chain = started.extensions().chain();
      counter.addToTransformerDroppedEventCount(chain::dropped);
      counter.addToTransformerEmittedEventCount(chain::emitted);
      counter.addToTransformerErrorCount(chain::errors);
      counter.loaded(started.extensions().describe());
      counter.setWaitingPollCount(started.engine()::waitingPolls);
      counter.setOpenConnectionCount(started.server()::connections);
      counter.setPort(() -> started.down().getCount() > 0 ? started.port() : 0);
    }

    @Override
    public void settled(BatchOutcome outcome) {
      super.settled(outcome);
      CountDownLatch latch = batchReceived;
      if (latch != null && outcome.result() == BatchOutcome.Result.ACKED) {
        latch.countDown();
      }
    }
  }

  private static BatchSettings batchSettings(SinkSettings settings) {
    // All threads together may hold half of the heap's size in encoded batches.
    long share = Runtime.getRuntime().maxMemory() / 2 / settings.threads();
    return new BatchSettings(
        settings.sinkName(),
        settings.threads(),
        settings.timeout(),
        settings.backoffInterval(),
        settings.pollTimeout(),
        settings.linger(),
        settings.batchSize().orElse(Integer.MAX_VALUE),
        Math.max(SMALLEST_BATCH_BYTES, Math.min(LARGEST_BATCH_BYTES, share)));
  }

  private static RpcSettings rpcSettings(SinkSettings settings) {
    return new RpcSettings(
        settings.sinkName(),
        settings.hostname(),
        settings.port(),
        settings.maxFrameBytes(),
        settings.maxConnections(),
        settings.idleTimeout(),
        settings.timeout(),
        access(settings));
  }

  /** Reads the files for TLS again: they may have changed since the sink was configured. */
  private static Access access(SinkSettings settings) {
    TransportSettings transport = settings.transport();
    try {
      return new Access(
          new AccessRules(transport.access().rules(), transport.access().askNames()),
          transport.tls() == null ? null : new TlsEngines(settings.sinkName(), transport.tls()),
          transport.deflate());
    } catch (KeyMaterialException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }

  /**
   * Stops listening, commits what was acknowledged, rolls everything else back, and ends all
   * threads. Returns within half a minute, whatever clients, channel and extensions do. Does
   * nothing if the sink is not running.
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // see lifecycle
  public void stop() {
    synchronized (lifecycle) {
      Running current = running;
      running = null;
      if (current != null) {
        LOG.info("Spark sink {} stops", getName());
        shutDown(current);
        counter.stop();
        LOG.info("Spark sink {} has stopped; {}", getName(), counter);
      }
      super.stop();
    }
  }

  private void shutDown(Running current) {
    boolean ended = false;
    try {
      current.server().quiesce();
      ended = current.engine().stop(STOP_ENGINE);
    } finally {
      current.server().close(STOP_SERVER);
    }
    if (ended) {
      close(current.extensions());
    } else {
      LOG.error("Spark sink {}: a thread is still running, so extensions stay open", getName());
    }
  }

  /** An extension that hangs in its close must not hang the agent's stop. */
  private void close(LoadedExtensions extensions) {
    Thread closing = new Thread(extensions::close, "spark-sink-" + getName() + "-close");
    closing.setDaemon(true);
    closing.start();
    if (!Uninterruptibles.join(closing, STOP_EXTENSIONS)) {
      LOG.error(
          "Spark sink {}: the {} did not close in {} s, and is left to itself",
          getName(),
          extensions.closing(),
          STOP_EXTENSIONS.toSeconds());
    }
  }

  /**
   * Waits a moment and tells that the sink serves; the work is done by other threads.
   *
   * @return {@code READY} while the sink serves, so that a failover group takes it back; {@code
   *     BACKOFF} if the thread was interrupted or the sink has just been stopped
   * @throws EventDeliveryException if the sink is not listening, so that a group goes on to another
   */
  @Override
  public Status process() throws EventDeliveryException {
    Running current = running;
    if (current == null) {
      throw new EventDeliveryException("Spark sink '" + getName() + "' is not running");
    }
    try {
      if (!current.down().await(PROCESS_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        return Status.READY;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Status.BACKOFF;
    }
    Running now = running;
    if (now == null || now.down().getCount() > 0) {
      return Status.BACKOFF;
    }
    throw new EventDeliveryException(
        "Spark sink '" + getName() + "' does not listen on port " + current.port() + " any more");
  }

  /**
   * The port on which the sink listens: the configured one, or the one it took where that is 0.
   *
   * @return the port
   * @throws IllegalStateException if the sink is not running
   */
  public int getPort() {
    Running current = running;
    if (current == null) {
      throw new IllegalStateException("Spark sink '" + getName() + "' is not running");
    }
    return current.port();
  }

  /**
   * For tests: counts the latch down once for each batch with events that was acknowledged and
   * committed. The name is that of Spark's own sink.
   *
   * @param latch replaces an earlier one
   */
  public void countdownWhenBatchReceived(CountDownLatch latch) {
    batchReceived = latch;
  }
}
