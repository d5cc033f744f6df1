package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flume.Channel;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelTraits;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.LogLimit;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink's core: turns polls into batches under open transactions, and acknowledgements into
 * commits. Used once: {@link #start}, any number of calls from any thread, {@link #stop}.
 *
 * <p>{@link #poll}, {@link #ack} and {@link #nack} never block; an I/O thread can call them. An
 * acknowledgement needs no thread that a poll could hold: it settles the batch in the ledger and
 * wakes the thread that owns the transaction.
 */
public final class BatchEngine {

  private static final Logger LOG = LoggerFactory.getLogger(BatchEngine.class);

  /** A broken channel fails every poll several times a second. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  /** Hears when an acknowledgement has taken effect. Called once, on any thread; must not block. */
  public interface SettlementListener {

    /** The transaction is closed, or there was nothing to settle any more. */
    void settled();

    /** The batch was acknowledged but could not be committed; it has been rolled back. */
    void failed(String reason);
  }

  private final BatchSettings settings;
  private final Channel channel;
  private final TransformerChain chain;
  private final LongSupplier clock;
  private final BatchObserver observer;
  private final ChannelTraits traits;
  private final AdmissionDesk desk;
  private final DeadlineTimer timer;
  private final PollQueue polls;
  private final HeldErrors heldErrors;
  private final Ledger ledger = new Ledger();
  private final TransactionThreads threads;
  private final Acknowledgements acknowledgements;
  private final Thread timerThread;
  private final BatchLog log;
  private final LogLimit failures;
  private final ExecutorService outcomes;
  private volatile boolean stopping;

  /**
   * Makes an engine that is not running yet.
   *
   * @param clock nanoseconds, monotonic
   */
  public BatchEngine(
      BatchSettings settings,
      Channel channel,
      TransformerChain chain,
      BatchAdmissionPolicy policy,
      SequenceGenerator sequence,
      LongSupplier clock,
      BatchObserver observer) {
    this.settings = settings;
    this.channel = channel;
    this.chain = chain;
    this.clock = clock;
    this.observer = observer;
    this.traits = ChannelTraits.of(channel);
    this.log = new BatchLog(settings.sinkName(), clock);
    this.desk = new AdmissionDesk(policy, sequence, observer, settings, log);
    this.timer = new DeadlineTimer(clock);
    this.heldErrors = new HeldErrors(timer);
    this.polls =
        new PollQueue(
            clock,
            settings.backoff().toNanos(),
            settings.pollTimeout().toNanos(),
            timer,
            this::expired);
    this.timerThread = TransactionThreads.thread(timer, settings.sinkName(), "timer");
    this.threads = new TransactionThreads(this, timer);
    this.acknowledgements = new Acknowledgements(settings.sinkName(), ledger, observer, clock);
    this.failures = new LogLimit(BETWEEN_LINES, clock);
    this.outcomes =
        Executors.newSingleThreadExecutor(
            task -> TransactionThreads.thread(task, settings.sinkName(), "outcomes"));
    timer.add(polls);
    timer.add(heldErrors);
  }

  /** Starts the threads. */
  public void start() {
    timerThread.start();
    threads.start(settings.threads());
  }

  /**
   * Polls for a batch.
   *
   * @param requested the call's {@code n}
   * @param client the peer's address and port, as text
   * @param connection a number that no other connection has
   * @param reply where the answer goes
   */
  public void poll(int requested, String client, long connection, PollReply reply) {
    if (requested <= 0) {
      observer.refused();
      reply.error("getEventBatch was called with n = " + requested + "; allowed: at least 1");
      return;
    }
    int maxEvents = Math.min(requested, Math.min(settings.maxEvents(), traits.capacity()));
    Poll poll = new Poll(requested, maxEvents, client, connection, clock.getAsLong(), reply);
    if (!polls.offer(poll)) {
      poll.answerError("the sink is stopping");
    }
  }

  /**
   * Ends what a client left behind: its waiting polls, and at once, so that a client that vanished
   * keeps no transaction, the batches that it has not acknowledged. The transport must answer false
   * to {@link PollReply#isOpen} before it calls this.
   */
  public void connectionClosed(long connection) {
    for (Poll poll : polls.removeAll(connection)) {
      settleAside(poll, BatchOutcome.Result.EMPTY);
    }
    heldErrors.removeAll(connection);
    for (OpenBatch batch : ledger.openBatches()) {
      if (batch.poll().connection() == connection) {
        batch.settle(OpenBatch.Settlement.ABORTED);
      }
    }
  }

  /** Commits the batch, and tells the listener once that has happened. */
  public void ack(String sequenceNumber, SettlementListener listener) {
    acknowledgements.settle(sequenceNumber, OpenBatch.Settlement.ACKED, listener);
  }

  /** Rolls the batch back, and tells the listener once that has happened. */
  public void nack(String sequenceNumber, SettlementListener listener) {
    acknowledgements.settle(sequenceNumber, OpenBatch.Settlement.NACKED, listener);
  }

  /**
   * Stops: acknowledgements that came first are still committed; every other transaction is rolled
   * back, on its own thread. Returns when all threads are gone, or after the limit.
   *
   * @return whether all threads are gone
   */
  public boolean stop(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    stopping = true;
    for (Poll poll : polls.stop()) {
      settleAside(poll, BatchOutcome.Result.ABORTED);
      poll.answerError("the sink is stopping");
    }
    for (OpenBatch batch : ledger.openBatches()) {
      batch.settle(OpenBatch.Settlement.ABORTED);
    }
    threads.stop();
    boolean gone = threads.join(deadline, limit);
    timer.stop();
    gone &= TransactionThreads.joinBy(timerThread, deadline);
    outcomes.shutdown();
    return awaitOutcomes(deadline) && gone;
  }

  private boolean awaitOutcomes(long deadline) {
    boolean interrupted = Thread.interrupted();
    try {
      return outcomes.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return outcomes.isTerminated();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void admit(Poll poll) {
    if (poll.isClientGone()) {
      return;
    }
    Admission.Rejected rejected = desk.judge(poll);
    if (rejected == null) {
      endUnlessQueued(poll, polls.admitted(poll));
    } else {
      observer.refused();
      LOG.debug("Sink {}: refused {}: {}", settings.sinkName(), poll, rejected.reason());
      heldErrors.hold(poll, rejected.reason(), now() + rejected.hold().toNanos());
    }
  }

  /** Lets a poll that was claimed wait again, in front of the others. */
  void waitAgain(Poll poll) {
    endUnlessQueued(poll, polls.unclaim(poll));
  }

  /** The client may have left, or the sink stopped, while the poll was in no queue. */
  private void endUnlessQueued(Poll poll, boolean queued) {
    if (!queued) {
      settledWithoutBatch(poll, BatchOutcome.Result.ABORTED);
      poll.answerError("the sink is stopping");
    } else if (poll.isClientGone() && polls.remove(poll)) {
      settledWithoutBatch(poll, BatchOutcome.Result.EMPTY);
    }
  }

  private void expired(Poll poll) {
    settleAside(poll, BatchOutcome.Result.EMPTY);
    poll.answerEmpty();
  }

  /** Answers an admitted poll with an error batch, after a pause. */
  void fail(Poll poll, String message, Throwable failure) {
    long times = failures.note();
    if (times > 0) {
      LOG.warn(
          "Sink {}: {} failed: {} ({} times since the last such line)",
          settings.sinkName(),
          poll,
          message,
          times,
          failure);
    }
    settledWithoutBatch(poll, BatchOutcome.Result.ABORTED);
    heldErrors.hold(poll, message, now() + settings.backoff().toNanos());
  }

  /** A batch is about to be sent. */
  void sending(Poll poll, int events, long bytes) {
    observer.sending(poll, poll.limits(), events, bytes);
    log.sending(poll, events, bytes);
  }

  void settledWithoutBatch(Poll poll, BatchOutcome.Result result) {
    settled(Outcome.withoutBatch(poll, result));
  }

  void settled(Outcome outcome) {
    desk.settled(outcome);
  }

  /** Settles on a thread of its own: a policy that hangs must not hold up I/O, timer or stop. */
  private void settleAside(Poll poll, BatchOutcome.Result result) {
    if (!poll.isAdmitted()) {
      return;
    }
    try {
      outcomes.execute(() -> settledWithoutBatch(poll, result));
    } catch (RejectedExecutionException e) {
      LOG.debug("Sink {}: {} ended after the stop", settings.sinkName(), poll);
    }
  }

  TransactionThreads threads() {
    return threads;
  }

  /** Polls that wait for an event. */
  public int waitingPolls() {
    return polls.size();
  }

  long now() {
    return clock.getAsLong();
  }

  boolean isStopping() {
    return stopping;
  }

  String sinkName() {
    return settings.sinkName();
  }

  BatchSettings settings() {
    return settings;
  }

  Channel channel() {
    return channel;
  }

  ChannelTraits traits() {
    return traits;
  }

  TransformerChain chain() {
    return chain;
  }

  LongSupplier clock() {
    return clock;
  }

  BatchObserver observer() {
    return observer;
  }

  DeadlineTimer timer() {
    return timer;
  }

  PollQueue polls() {
    return polls;
  }

  Ledger ledger() {
    return ledger;
  }
}
