package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.flume.Channel;
import org.apache.spark.streaming.flume.sink.internal.guard.LogLimit;
import org.apache.spark.streaming.flume.sink.internal.guard.Uninterruptibles;
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

  /** A broken channel fails every poll several times a second, and a client can repeat itself. */
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
  private final Map<TransactionWorker, Thread> workers = new ConcurrentHashMap<>();
  private final Thread timerThread;
  private final LogLimit failures;
  private final LogLimit lateSettlements;
  private volatile boolean stopping;
  private int threadNumber;

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
    this.desk = new AdmissionDesk(policy, sequence, observer, settings);
    this.timer = new DeadlineTimer(clock);
    this.heldErrors = new HeldErrors(timer);
    this.polls =
        new PollQueue(
            clock,
            settings.backoff().toNanos(),
            settings.pollTimeout().toNanos(),
            timer,
            this::expired);
    this.timerThread = thread(timer, "timer");
    this.failures = new LogLimit(BETWEEN_LINES, clock);
    this.lateSettlements = new LogLimit(BETWEEN_LINES, clock);
    timer.add(polls);
    timer.add(heldErrors);
  }

  /** Starts the threads. */
  public void start() {
    timerThread.start();
    for (int i = 0; i < settings.threads(); i++) {
      startWorker();
    }
  }

  private synchronized void startWorker() {
    if (stopping) {
      return;
    }
    TransactionWorker worker = new TransactionWorker(this);
    Thread thread = thread(worker, "transaction-" + threadNumber++);
    timer.add(worker.guardFor(thread));
    workers.put(worker, thread);
    thread.start();
  }

  private Thread thread(Runnable task, String role) {
    Thread thread = new Thread(task, "spark-sink-" + settings.sinkName() + "-" + role);
    thread.setDaemon(true);
    // Extensions run on these threads, whoever started the sink.
    thread.setContextClassLoader(BatchEngine.class.getClassLoader());
    return thread;
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
      reply.error("the sink is stopping");
    }
  }

  /**
   * Ends what a client left behind: its waiting polls, and at once, so that a client that vanished
   * keeps no transaction, the batches that it has not acknowledged. The transport must answer false
   * to {@link PollReply#isOpen} before it calls this.
   */
  public void connectionClosed(long connection) {
    for (Poll poll : polls.removeAll(connection)) {
      if (poll.isAdmitted()) {
        settledWithoutBatch(poll, BatchOutcome.Result.EMPTY);
      }
    }
    for (OpenBatch batch : ledger.openBatches()) {
      if (batch.poll().connection() == connection) {
        batch.settle(OpenBatch.Settlement.ABORTED);
      }
    }
  }

  /** Commits the batch, and tells the listener once that has happened. */
  public void ack(String sequenceNumber, SettlementListener listener) {
    settle(sequenceNumber, OpenBatch.Settlement.ACKED, listener);
  }

  /** Rolls the batch back, and tells the listener once that has happened. */
  public void nack(String sequenceNumber, SettlementListener listener) {
    settle(sequenceNumber, OpenBatch.Settlement.NACKED, listener);
  }

  private void settle(String number, OpenBatch.Settlement how, SettlementListener listener) {
    OpenBatch batch = ledger.find(number);
    if (batch == null || !batch.settle(how)) {
      noteLate(number, how);
    }
    if (batch == null) {
      listener.settled();
      return;
    }
    batch
        .finished()
        .whenComplete(
            (result, failure) -> {
              if (failure != null && how == OpenBatch.Settlement.ACKED) {
                listener.failed(failure.getMessage());
              } else {
                listener.settled();
              }
            });
  }

  /** An empty batch has no number, and clients that acknowledge it mean no harm. */
  private void noteLate(String number, OpenBatch.Settlement how) {
    if (number.isEmpty()) {
      return;
    }
    observer.lateSettlement();
    long times = lateSettlements.note();
    if (times > 0) {
      BatchOutcome.Result past = ledger.pastResult(number);
      LOG.warn(
          "Sink {}: {} for batch {} has no effect: {} ({} late answers since the last such line)",
          settings.sinkName(),
          how == OpenBatch.Settlement.ACKED ? "an ack" : "a nack",
          printable(number),
          past == null ? "it is not an open batch of this sink" : "it was already " + past,
          times);
    }
  }

  /** A number comes from a client: it may be long, and must not break the log's lines. */
  private static String printable(String number) {
    String cut = number.length() > 128 ? number.substring(0, 128) + "..." : number;
    return cut.replaceAll("[^\\x21-\\x7e]", "?");
  }

  /**
   * Stops: acknowledgements that came first are still committed; every other transaction is rolled
   * back, on its own thread. Returns when all threads are gone, or after the limit.
   *
   * @return whether all threads are gone
   */
  public boolean stop(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (this) {
      stopping = true;
    }
    for (Poll poll : polls.stop()) {
      if (poll.isAdmitted()) {
        settledWithoutBatch(poll, BatchOutcome.Result.ABORTED);
      }
      poll.reply().error("the sink is stopping");
    }
    for (OpenBatch batch : ledger.openBatches()) {
      batch.settle(OpenBatch.Settlement.ABORTED);
    }
    workers.keySet().forEach(worker -> worker.guard().close());
    boolean gone = joinWorkers(deadline, limit);
    timer.stop();
    return join(timerThread, deadline) && gone;
  }

  /** Gives extensions half of the time; then they are interrupted. */
  private boolean joinWorkers(long deadline, Duration limit) {
    List<Thread> threads = new ArrayList<>(workers.values());
    long patience = deadline - limit.toNanos() / 2;
    threads.forEach(thread -> join(thread, patience));
    workers.forEach(
        (worker, thread) -> {
          if (thread.isAlive()) {
            worker.guard().interruptExtension();
          }
        });
    boolean gone = true;
    for (Thread thread : threads) {
      if (!join(thread, deadline)) {
        gone = false;
        Throwable where = new IllegalStateException("still running");
        where.setStackTrace(thread.getStackTrace());
        LOG.error(
            "Sink {}: {} did not end within {}; its transaction stays open until it does",
            settings.sinkName(),
            thread.getName(),
            limit,
            where);
      }
    }
    return gone;
  }

  private static boolean join(Thread thread, long deadline) {
    // The caller may have been told to hurry, but transactions must be rolled back first.
    return Uninterruptibles.join(thread, Duration.ofNanos(deadline - System.nanoTime()));
  }

  void admit(Poll poll) {
    if (poll.isClientGone()) {
      return;
    }
    Admission.Rejected rejected = desk.judge(poll);
    if (rejected == null) {
      await(poll, polls.admitted(poll));
    } else {
      observer.refused();
      LOG.debug("Sink {}: refused {}: {}", settings.sinkName(), poll, rejected.reason());
      heldErrors.hold(poll, rejected.reason(), now() + rejected.hold().toNanos());
    }
  }

  /** Lets a poll that was claimed wait again, in front of the others. */
  void waitAgain(Poll poll) {
    await(poll, polls.unclaim(poll));
  }

  /** The client may have left, or the sink stopped, while the poll was in no queue. */
  private void await(Poll poll, boolean queued) {
    if (!queued) {
      settledWithoutBatch(poll, BatchOutcome.Result.ABORTED);
      poll.reply().error("the sink is stopping");
    } else if (poll.isClientGone() && polls.remove(poll)) {
      settledWithoutBatch(poll, BatchOutcome.Result.EMPTY);
    }
  }

  private void expired(Poll poll) {
    if (poll.isAdmitted()) {
      settledWithoutBatch(poll, BatchOutcome.Result.EMPTY);
    }
    poll.reply().empty();
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

  void settledWithoutBatch(Poll poll, BatchOutcome.Result result) {
    settled(Outcome.withoutBatch(poll, result));
  }

  void settled(BatchOutcome outcome) {
    desk.settled(outcome);
  }

  /** Puts a new thread in the place of one that can't begin transactions any more. */
  void replace(TransactionWorker broken) {
    workers.remove(broken);
    timer.remove(broken.guard());
    startWorker();
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
