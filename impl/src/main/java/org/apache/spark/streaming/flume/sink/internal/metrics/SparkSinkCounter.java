package org.apache.spark.streaming.flume.sink.internal.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.flume.instrumentation.SinkCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink's counters. Thread-safe. A batch, a poll or a connection costs a few additions; an event
 * costs nothing. What others count anyway is asked for when somebody looks: such an attribute has a
 * source, which {@link #start} and {@link #stop} forget, so that a stopped sink holds nothing.
 *
 * <p>The names of the methods matter: releases of Flume after 1.11.0 bring a reporter for
 * Prometheus, which makes a counter of an attribute {@code X} where the class has a method {@code
 * incrementX} or {@code addToX}, a gauge where it has {@code setX}, and nothing of any other. An
 * attribute that is not a number would stop it, so there must be no method {@code setExtensions}.
 */
public final class SparkSinkCounter extends SinkCounter
    implements SparkSinkCounterMBean, SparkSinkMBean {

  private static final Logger LOG = LoggerFactory.getLogger(SparkSinkCounter.class);

  private static final String ACKED = "sink.batch.acked";
  private static final String NACKED = "sink.batch.nacked";
  private static final String TIMED_OUT = "sink.batch.timed.out";
  private static final String ABORTED = "sink.batch.aborted";
  private static final String LATE_ACK = "sink.ack.late";
  private static final String REFUSED_POLL = "sink.poll.refused";
  private static final String BYTES_SENT = "sink.bytes.sent";

  private static final String[] OWN = {
    ACKED, NACKED, TIMED_OUT, ABORTED, LATE_ACK, REFUSED_POLL, BYTES_SENT
  };

  private static final String PORT = "port";
  private static final String PAUSED = "paused";
  private static final String DEBUG_LOG = "debug log";
  private static final String CERTIFICATE_EXPIRY = "certificate expiry";
  private static final String OPEN_BATCHES = "open batches";
  private static final String OPEN_BATCHES_OF_BUSIEST_HOST = "open batches of the busiest host";
  private static final String OPEN_EVENTS = "open events";
  private static final String WAITING_POLLS = "waiting polls";
  private static final String OPEN_CONNECTIONS = "open connections";
  private static final String DROPPED = "transformers: dropped";
  private static final String EMITTED = "transformers: emitted";
  private static final String ERRORS = "transformers: errors";
  private static final String DEAD_LETTERS = "dead letters";
  private static final String DEAD_LETTER_ERRORS = "dead letters: errors";
  private static final String EXTENSION_CALLS = "extensions: calls";
  private static final String STUCK_EXTENSION_CALLS = "extensions: stuck calls";

  /** What is left of the sources when the sink has stopped. */
  private static final List<String> KEPT =
      List.of(EMITTED, DROPPED, ERRORS, DEAD_LETTERS, DEAD_LETTER_ERRORS);

  private final String sinkName;
  private final OperatorControls controls;
  private final Map<String, LongSupplier> sources = new ConcurrentHashMap<>();
  private final Histogram pollWait = new Histogram();
  private final Histogram batchHold = new Histogram();
  private volatile String extensions = "";
  private volatile String selected = "";
  private volatile String problem = "";
  private volatile String reload = "";
  private volatile String channel = "";
  private volatile Supplier<List<Map<String, Object>>> clients = List::of;
  private volatile Supplier<List<Map<String, Object>>> chain = List::of;
  private volatile Supplier<List<Map<String, Object>>> warnings = List::of;
  private volatile Runnable reloading = () -> {};
  private volatile ToIntFunction<String> closing = host -> 0;

  /**
   * Makes the counters of a sink of that name, which nobody sees before their start.
   *
   * @param controls what an operator's calls go to
   */
  public SparkSinkCounter(String sinkName, OperatorControls controls) {
    super(sinkName, OWN);
    this.sinkName = sinkName;
    this.controls = controls;
  }

  /** Sets every count to 0 and shows them in JMX, in the place of any others of that name. */
  @Override
  public void start() {
    sources.clear();
    pollWait.reset();
    batchHold.reset();
    super.start();
  }

  /** Keeps the counts as they are, writes them to the log, and sets the gauges to 0. */
  @Override
  public void stop() {
    for (String count : KEPT) {
      long last = read(count);
      sources.put(count, () -> last);
    }
    sources.keySet().retainAll(KEPT);
    clients = List::of;
    chain = List::of;
    closing = host -> 0;
    super.stop();
    // Flume's own lines do not know of counts that have a source.
    LOG.info("Sink {}: {}", sinkName, words());
  }

  private String words() {
    return KEPT.stream()
        .map(count -> "%s = %d".formatted(count, read(count)))
        .collect(Collectors.joining(", "));
  }

  private long read(String name) {
    LongSupplier source = sources.get(name);
    return source == null ? 0 : source.getAsLong();
  }

  @Override
  public String getState() {
    if (getStartTime() == 0 || getStopTime() > 0) {
      return "stopped";
    }
    if (getPort() == 0) {
      return "down";
    }
    return getPausedSeconds() > 0 ? "paused" : "running";
  }

  @Override
  public long getPausedSeconds() {
    return read(PAUSED);
  }

  public void setPausedSeconds(LongSupplier source) {
    sources.put(PAUSED, source);
  }

  @Override
  public long getDebugLogSeconds() {
    return read(DEBUG_LOG);
  }

  public void setDebugLogSeconds(LongSupplier source) {
    sources.put(DEBUG_LOG, source);
  }

  @Override
  public int getPort() {
    return (int) read(PORT);
  }

  public void setPort(LongSupplier source) {
    sources.put(PORT, source);
  }

  @Override
  public long getCertificateExpiryTime() {
    return read(CERTIFICATE_EXPIRY);
  }

  public void setCertificateExpiryTime(LongSupplier source) {
    sources.put(CERTIFICATE_EXPIRY, source);
  }

  @Override
  public long getOpenBatchCount() {
    return read(OPEN_BATCHES);
  }

  public void setOpenBatchCount(LongSupplier source) {
    sources.put(OPEN_BATCHES, source);
  }

  @Override
  public long getOpenBatchOfBusiestHostCount() {
    return read(OPEN_BATCHES_OF_BUSIEST_HOST);
  }

  public void setOpenBatchOfBusiestHostCount(LongSupplier source) {
    sources.put(OPEN_BATCHES_OF_BUSIEST_HOST, source);
  }

  @Override
  public long getOpenEventCount() {
    return read(OPEN_EVENTS);
  }

  public void setOpenEventCount(LongSupplier source) {
    sources.put(OPEN_EVENTS, source);
  }

  @Override
  public long getWaitingPollCount() {
    return read(WAITING_POLLS);
  }

  public void setWaitingPollCount(LongSupplier source) {
    sources.put(WAITING_POLLS, source);
  }

  @Override
  public long getOpenConnectionCount() {
    return read(OPEN_CONNECTIONS);
  }

  public void setOpenConnectionCount(LongSupplier source) {
    sources.put(OPEN_CONNECTIONS, source);
  }

  /** The counters, for the line at the stop; those of Flume's base class know no transformers. */
  public String summary() {
    return "%s, transformers: %d events dropped, %d emitted, %d errors, %d dead letters"
        .formatted(
            this,
            getTransformerDroppedEventCount(),
            getTransformerEmittedEventCount(),
            getTransformerErrorCount(),
            getDeadLetterCount());
  }

  @Override
  public long getTransformerDroppedEventCount() {
    return read(DROPPED);
  }

  public void addToTransformerDroppedEventCount(LongSupplier source) {
    sources.put(DROPPED, source);
  }

  @Override
  public long getTransformerEmittedEventCount() {
    return read(EMITTED);
  }

  public void addToTransformerEmittedEventCount(LongSupplier source) {
    sources.put(EMITTED, source);
  }

  @Override
  public long getTransformerErrorCount() {
    return read(ERRORS);
  }

  public void addToTransformerErrorCount(LongSupplier source) {
    sources.put(ERRORS, source);
  }

  @Override
  public long getDeadLetterCount() {
    return read(DEAD_LETTERS);
  }

  public void addToDeadLetterCount(LongSupplier source) {
    sources.put(DEAD_LETTERS, source);
  }

  @Override
  public long getDeadLetterErrorCount() {
    return read(DEAD_LETTER_ERRORS);
  }

  public void addToDeadLetterErrorCount(LongSupplier source) {
    sources.put(DEAD_LETTER_ERRORS, source);
  }

  @Override
  public long getExtensionCallCount() {
    return read(EXTENSION_CALLS);
  }

  public void setExtensionCallCount(LongSupplier source) {
    sources.put(EXTENSION_CALLS, source);
  }

  @Override
  public long getStuckExtensionCallCount() {
    return read(STUCK_EXTENSION_CALLS);
  }

  public void setStuckExtensionCallCount(LongSupplier source) {
    sources.put(STUCK_EXTENSION_CALLS, source);
  }

  @Override
  public long getAckedBatchCount() {
    return get(ACKED);
  }

  public long incrementAckedBatchCount() {
    return increment(ACKED);
  }

  @Override
  public long getNackedBatchCount() {
    return get(NACKED);
  }

  public long incrementNackedBatchCount() {
    return increment(NACKED);
  }

  @Override
  public long getTimedOutBatchCount() {
    return get(TIMED_OUT);
  }

  public long incrementTimedOutBatchCount() {
    return increment(TIMED_OUT);
  }

  @Override
  public long getAbortedBatchCount() {
    return get(ABORTED);
  }

  public long incrementAbortedBatchCount() {
    return increment(ABORTED);
  }

  @Override
  public long getLateAckCount() {
    return get(LATE_ACK);
  }

  public long incrementLateAckCount() {
    return increment(LATE_ACK);
  }

  @Override
  public long getRefusedPollCount() {
    return get(REFUSED_POLL);
  }

  public long incrementRefusedPollCount() {
    return increment(REFUSED_POLL);
  }

  @Override
  public long getBytesSentCount() {
    return get(BYTES_SENT);
  }

  public long addToBytesSentCount(long bytes) {
    return addAndGet(BYTES_SENT, bytes);
  }

  @Override
  public String getExtensions() {
    return extensions;
  }

  @Override
  public String getSelectedExtensions() {
    return selected;
  }

  @Override
  public String getExtensionsProblem() {
    return problem;
  }

  @Override
  public String getExtensionsReload() {
    return reload;
  }

  @Override
  public void reloadExtensions() {
    reloading.run();
  }

  @Override
  public String getChannel() {
    return channel;
  }

  @Override
  public String getClients() {
    return JsonRows.of(clients.get());
  }

  @Override
  public String getChain() {
    return JsonRows.of(chain.get());
  }

  @Override
  public String getRecentWarnings() {
    return JsonRows.of(warnings.get());
  }

  @Override
  public int closeConnections(String host) {
    return closing.applyAsInt(host);
  }

  @Override
  public void pauseDelivery() {
    controls.pauseDelivery();
  }

  @Override
  public void resumeDelivery() {
    controls.resumeDelivery();
  }

  @Override
  public void startDebugLog() {
    controls.startDebugLog();
  }

  @Override
  public void stopDebugLog() {
    controls.stopDebugLog();
  }

  /** Says who closes a host's connections; until the stop. */
  public void closing(ToIntFunction<String> closer) {
    closing = closer;
  }

  /** Says who tells about the clients; until the stop. */
  void clients(Supplier<List<Map<String, Object>>> source) {
    clients = source;
  }

  /**
   * Says who tells about the rest that is more than a number.
   *
   * @param channelName the sink's channel
   * @param chainSource of the transformers; until the stop
   * @param warningSource of the last warnings
   */
  public void facts(
      String channelName,
      Supplier<List<Map<String, Object>>> chainSource,
      Supplier<List<Map<String, Object>>> warningSource) {
    channel = channelName;
    chain = chainSource;
    warnings = warningSource;
  }

  /** Says what the configuration selects, and who loads it anew. */
  public void selected(List<String> names, String reloadMode, Runnable reloadExtensions) {
    selected = String.join("; ", names);
    reload = reloadMode;
    reloading = reloadExtensions;
  }

  /** Says why the extensions could not be loaded anew; empty if nothing is wrong. */
  public void extensionsProblem(String reason) {
    problem = reason;
  }

  /** Says what was loaded, in one line for each. */
  public void loaded(List<String> descriptions) {
    extensions = String.join("; ", descriptions);
  }

  @Override
  public long getPollWaitCount() {
    return pollWait.count();
  }

  @Override
  public long getPollWaitMillisSum() {
    return pollWait.sumMillis();
  }

  /** A poll has waited. */
  public void addToPollWaitCount(long nanos) {
    pollWait.record(nanos);
  }

  @Override
  public long getPollWaitMillisLe10Count() {
    return pollWait.countUpTo(10);
  }

  @Override
  public long getPollWaitMillisLe50Count() {
    return pollWait.countUpTo(50);
  }

  @Override
  public long getPollWaitMillisLe100Count() {
    return pollWait.countUpTo(100);
  }

  @Override
  public long getPollWaitMillisLe500Count() {
    return pollWait.countUpTo(500);
  }

  @Override
  public long getPollWaitMillisLe1000Count() {
    return pollWait.countUpTo(1000);
  }

  @Override
  public long getPollWaitMillisLe5000Count() {
    return pollWait.countUpTo(5000);
  }

  @Override
  public long getPollWaitMillisLe10000Count() {
    return pollWait.countUpTo(10000);
  }

  @Override
  public long getPollWaitMillisLe60000Count() {
    return pollWait.countUpTo(60000);
  }

  @Override
  public long getBatchHoldCount() {
    return batchHold.count();
  }

  @Override
  public long getBatchHoldMillisSum() {
    return batchHold.sumMillis();
  }

  /** A client has held a batch. */
  public void addToBatchHoldCount(long nanos) {
    batchHold.record(nanos);
  }

  @Override
  public long getBatchHoldMillisLe10Count() {
    return batchHold.countUpTo(10);
  }

  @Override
  public long getBatchHoldMillisLe50Count() {
    return batchHold.countUpTo(50);
  }

  @Override
  public long getBatchHoldMillisLe100Count() {
    return batchHold.countUpTo(100);
  }

  @Override
  public long getBatchHoldMillisLe500Count() {
    return batchHold.countUpTo(500);
  }

  @Override
  public long getBatchHoldMillisLe1000Count() {
    return batchHold.countUpTo(1000);
  }

  @Override
  public long getBatchHoldMillisLe5000Count() {
    return batchHold.countUpTo(5000);
  }

  @Override
  public long getBatchHoldMillisLe10000Count() {
    return batchHold.countUpTo(10000);
  }

  @Override
  public long getBatchHoldMillisLe60000Count() {
    return batchHold.countUpTo(60000);
  }
}
