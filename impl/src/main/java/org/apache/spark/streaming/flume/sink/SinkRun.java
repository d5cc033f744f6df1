package org.apache.spark.streaming.flume.sink;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flume.Channel;
import org.apache.flume.FlumeException;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.batch.ExtensionSet;
import org.apache.spark.streaming.flume.sink.internal.batch.SetupAdvice;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.apache.spark.streaming.flume.sink.internal.extension.Libraries;
import org.apache.spark.streaming.flume.sink.internal.extension.LoadedExtensions;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.RecentLines;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.internal.metrics.SinkMetrics;
import org.apache.spark.streaming.flume.sink.internal.metrics.SparkSinkCounter;
import org.apache.spark.streaming.flume.sink.internal.rpc.SinkServer;
import org.apache.spark.streaming.flume.sink.internal.tls.KeyMaterialException;

/**
 * One run of a sink, from its start to its stop: puts the parts together, and takes them apart. A
 * run of which a part is gone for good is <em>down</em>, and another is to take its place.
 */
final class SinkRun {

  private static final Duration STOP_ENGINE = Duration.ofSeconds(10);
  private static final Duration STOP_SERVER = Duration.ofSeconds(5);
  private static final Duration STOP_EXTENSIONS = Duration.ofSeconds(5);
  private static final Duration UNTIL_ENDED = Duration.ofDays(365);

  /** An attempt fails if there is no memory for it, which may be so for some seconds. */
  private static final int STOP_ATTEMPTS = 50;

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final String sinkName;
  private final SinkLog log;
  private final SinkMetrics metrics;
  private final ChainTotals totals = new ChainTotals();
  private volatile LoadedExtensions extensions;
  private final CountDownLatch down = new CountDownLatch(1);
  private BatchEngine engine;
  private SinkServer server;
  private volatile int port;
  private volatile boolean stopping;
  private boolean stopped;
  private volatile String problem;

  private SinkRun(SinkSettings settings, LoadedExtensions extensions, SinkMetrics metrics) {
    this.sinkName = settings.sinkName();
    this.log = SinkLog.ofSink(SinkRun.class, sinkName);
    this.extensions = extensions;
    this.metrics = metrics;
  }

  /**
   * Starts to listen.
   *
   * @param port to bind; 0 takes a free one
   * @param extensions closed by the end of the run, also if there is none
   * @throws FlumeException if anything is missing; nothing is left running
   */
  static SinkRun start(
      SinkSettings settings,
      int port,
      Channel channel,
      LoadedExtensions extensions,
      SinkMetrics metrics,
      SparkSinkCounter counter,
      SinkControls controls) {
    SinkRun run = new SinkRun(settings, extensions, metrics);
    try {
      run.begin(settings, port, channel, counter, controls);
      return run;
    } catch (Throwable t) {
      // Not only exceptions: Flume's supervisor never tries again after an Error.
      controls.useNone();
      run.stop();
      throw new FlumeException(
          "Spark sink '%s' can't start: %s".formatted(settings.sinkName(), t.getMessage()), t);
    }
  }

  private void begin(
      SinkSettings settings,
      int bindPort,
      Channel channel,
      SparkSinkCounter counter,
      SinkControls controls)
      throws KeyMaterialException {
    Rehearsal.once(sinkName, log);
    engine =
        new BatchEngine(settings.batch(), channel, setOf(extensions), System::nanoTime, metrics);
    server = new SinkServer(settings.rpc().withPort(bindPort), engine, metrics);
    controls.use(engine);
    counter.start();
    engine.start();
    port = server.start();
    show(counter, channel.getName(), controls);
    log.info(" starts with {}", settings.describe());
    extensions.describe().forEach(line -> log.info(": {}", line));
    Libraries.describe().forEach(line -> log.info(": {}", line));
    Libraries.warnings().forEach(words -> log.warn(": {}", words));
    SetupAdvice.of(settings.batch(), channel).forEach(words -> log.warn(": {}", words));
    log.info(" is listening on {}:{}", settings.rpc().hostname(), port);
  }

  /** From now on counted, and closed once nobody uses them any more. */
  private ExtensionSet setOf(LoadedExtensions loaded) {
    totals.add(loaded.chain());
    return new ExtensionSet(
        loaded.chain(),
        loaded.admission(),
        loaded.sequence(),
        loaded.calls(),
        () -> {
          totals.done(loaded.chain());
          closeAside(loaded);
        });
  }

  /**
   * Has polls served by other extensions from now on. Those in use so far are closed when their
   * last batch has ended.
   */
  void use(LoadedExtensions others, SparkSinkCounter counter) {
    extensions = others;
    engine.use(setOf(others));
    counter.loaded(others.describe());
    others.describe().forEach(line -> log.info(" now uses {}", line));
  }

  /** Lets the counters show what this run's parts count themselves. */
  private void show(SparkSinkCounter counter, String channelName, SinkControls controls) {
    metrics.show();
    counter.addToTransformerDroppedEventCount(totals::dropped);
    counter.addToTransformerEmittedEventCount(totals::emitted);
    counter.addToTransformerErrorCount(totals::errors);
    counter.addToDeadLetterCount(totals::deadLetters);
    counter.addToDeadLetterErrorCount(totals::deadLetterErrors);
    counter.setExtensionCallCount(() -> extensions.calls().inside());
    counter.setStuckExtensionCallCount(() -> extensions.calls().stuck());
    counter.loaded(extensions.describe());
    counter.facts(
        channelName == null ? "" : channelName,
        () -> ChainTotals.rows(extensions.chain()),
        RecentLines.of(sinkName)::rows);
    counter.setWaitingPollCount(engine::waitingPolls);
    counter.setOpenBatchOfBusiestHostCount(engine::openBatchesOfBusiestHost);
    counter.setOpenConnectionCount(server::connections);
    counter.closing(
        host -> {
          int closed = server.closeConnectionsOf(host);
          log.info(": {} connections of {} were closed by an operator", closed, host);
          return closed;
        });
    counter.setPausedSeconds(controls::pausedSeconds);
    counter.setDebugLogSeconds(controls::debugLogSeconds);
    counter.setCertificateExpiryTime(server::certificateExpiryMillis);
    counter.setPort(() -> isDown() ? 0 : port);
  }

  /** The port on which it listens. */
  int port() {
    return port;
  }

  /** Looks whether all parts are there. To be called now and then, by one thread. */
  void check() {
    if (stopping || isDown()) {
      return;
    }
    extensions.calls().look();
    engine.silence().ifPresent(words -> log.warn(": {}", words));
    metrics.complaints().forEach(words -> log.warn(": {}", words));
    String found = engine.problem();
    if (found == null) {
      found = server.problem();
    }
    if (found != null) {
      markDown(found);
    }
  }

  private void markDown(String reason) {
    if (!stopping && !isDown()) {
      problem = reason;
      down.countDown();
      log.error(" is down: {}", reason);
    }
  }

  boolean isDown() {
    return problem != null;
  }

  /** Why it is down; null if it isn't. */
  String problem() {
    return problem;
  }

  /** Waits until it is down or stopped, but no longer than the limit; tells whether it is. */
  boolean awaitDown(Duration limit) throws InterruptedException {
    return down.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Stops listening, commits what was acknowledged, rolls everything else back, and ends all
   * threads. Returns within a bounded time, whatever clients, channel and extensions do; what they
   * hold up by then is finished in the background. Does nothing once that has been done.
   */
  synchronized void stop() {
    stopping = true;
    down.countDown();
    for (int attempt = 1; !stopped; attempt++) {
      try {
        stopAll();
        stopped = true;
      } catch (Throwable t) {
        // Each part can be stopped again. What is left out would keep its port or its threads.
        if (attempt == STOP_ATTEMPTS) {
          throw t;
        }
        LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
      }
    }
  }

  private void stopAll() {
    boolean ended = true;
    try {
      if (server != null) {
        server.quiesce();
      }
      if (engine == null) {
        closeAside(extensions);
      } else {
        ended = engine.stop(STOP_ENGINE);
      }
    } finally {
      if (server != null) {
        server.close(STOP_SERVER);
      }
    }
    if (!ended) {
      finishLater("a thread is still running, so extensions stay open until it ends");
    } else if (!extensions.close(STOP_EXTENSIONS)) {
      finishLater(
          "extensions were not closed in %d s, which goes on"
              .formatted(STOP_EXTENSIONS.toSeconds()));
    }
  }

  /** In the background: whoever has ended last has not the time to wait for it. */
  private static void closeAside(LoadedExtensions loaded) {
    loaded.close(Duration.ZERO);
  }

  private void finishLater(String what) {
    DaemonThreads.of(sinkName, "late-stop", this::finish).start();
    log.error(": {}", what);
  }

  private void finish() {
    if (engine != null) {
      engine.awaitEnd();
    }
    extensions.close(UNTIL_ENDED);
    log.info(": what the stop had left behind has ended by now");
  }
}
