package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.flume.Channel;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelGauge;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelReader;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelTraits;
import org.apache.spark.streaming.flume.sink.internal.channel.TakeGuard;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.Uninterruptibles;

/**
 * Turns polls into batches, and acknowledgements into commits: the face of this package, and the
 * place where its parts are put together. No call but {@link #stop} waits for anything.
 * Thread-safe. Used once: {@link #start}, then {@link #stop}.
 */
public final class BatchEngine {

  private final BatchSettings settings;
  private final Channel channel;
  private final LongSupplier clock;
  private final BatchObserver observer;
  private final ChannelTraits traits;
  private final ChannelGauge gauge;
  private final DeadlineTimer timer;
  private final Thread timerThread;
  private final BatchLog log;
  private final Ledger ledger;
  private final PollQueue queue;
  private final DelayedErrors delayedErrors;
  private final OutcomeReports reports;
  private final PollDesk desk;
  private final TransactionThreads threads;
  private final Acknowledgements acknowledgements;
  private final PollSilence silence;
  private volatile ExtensionSet extensions;
  private volatile boolean stopping;

  /**
   * Makes an engine that is not running yet.
   *
   * @param clock nanoseconds, monotonic
   */
  public BatchEngine(
      BatchSettings settings,
      Channel channel,
      ExtensionSet extensions,
      LongSupplier clock,
      BatchObserver observer) {
    String sinkName = settings.sinkName();
    this.settings = settings;
    this.channel = channel;
    this.extensions = extensions;
    this.clock = clock;
    this.observer = observer;
    this.traits = ChannelTraits.of(channel, sinkName, clock);
    this.gauge = ChannelGauge.of(channel);
    this.timer = new DeadlineTimer(sinkName, clock);
    this.timerThread = DaemonThreads.lasting(sinkName, "timer", timer);
    this.log = new BatchLog(sinkName, timer, clock);
    this.ledger = new Ledger(clock);
    this.queue = new PollQueue(settings, timer, clock);
    this.delayedErrors = new DelayedErrors(timer);
    this.reports = new OutcomeReports(sinkName, observer, log);
    this.desk =
        new PollDesk(
            queue,
            new AdmissionDesk(settings, reports),
            () -> this.extensions,
            reports,
            delayedErrors,
            observer,
            log,
            settings.backoff(),
            clock);
    this.threads = new TransactionThreads(sinkName, timer, clock, this::newWorker);
    this.acknowledgements = new Acknowledgements(sinkName, ledger, observer, timer, clock);
    this.silence = new PollSilence(clock.getAsLong());
    timer.add(desk);
    timer.add(delayedErrors);
    extensions.timedBy(timer);
  }

  private TransactionWorker newWorker() {
    String sinkName = settings.sinkName();
    TakeGuard guard = new TakeGuard();
    Dispatcher.Place place = queue.dispatcher().newPlace();
    ChannelReader reader =
        new ChannelReader(
            channel, traits, guard, timer, clock, () -> stopping, settings.backoff(), sinkName);
    BatchFiller filler = new BatchFiller(settings, reader, traits, guard, place.lookout(), clock);
    BatchService service =
        new BatchService(
            settings,
            queue,
            desk,
            ledger,
            reports,
            observer,
            log,
            traits,
            reader,
            filler,
            place.lookout(),
            () -> stopping,
            clock);
    return new TransactionWorker(place, queue, desk, reader, guard, service, observer, clock);
  }

  /** Starts the threads. */
  public void start() {
    timerThread.start();
    threads.start(settings.threads());
  }

  /** Begins a client's session, which is to be ended with {@link #disconnect}. */
  public ClientSession connect(Client client) {
    observer.connected(client.address());
    return queue.join(client);
  }

  /**
   * Ends what a client leaves behind: its waiting polls, and at once, so that a client that
   * vanished keeps no transaction, the batches that it has not acknowledged. The transport must
   * answer false to {@link Client#isOpen} before it calls this.
   */
  public void disconnect(ClientSession session) {
    queue.leave(session);
    for (Ticket ticket = queue.leftBy(session); ticket != null; ticket = queue.leftBy(session)) {
      desk.left(ticket);
    }
    delayedErrors.forget(session.client.connection());
    for (OpenBatch batch : ledger.openBatches()) {
      if (batch.poll().poll().origin() == session.client) {
        batch.settle(OpenBatch.Settlement.ABORTED);
      }
    }
    observer.disconnected(session.client.address());
  }

  /** Tells whether a client reads its replies: while it doesn't, no batch is prepared for it. */
  public void writable(ClientSession session, boolean writable) {
    queue.writable(session, writable);
  }

  /**
   * Polls for a batch.
   *
   * @param requested the call's {@code n}
   * @param reply where the answer goes
   */
  public void poll(ClientSession session, int requested, PollReply reply) {
    if (requested <= 0) {
      reply.error("getEventBatch was called with n = %d; allowed: at least 1".formatted(requested));
      observer.refused();
      return;
    }
    int maxEvents = Math.min(requested, Math.min(settings.maxEvents(), traits.capacity()));
    Poll poll = new Poll(requested, maxEvents, session.client, clock.getAsLong(), reply);
    observer.polled(poll);
    silence.polled(poll.arrivedNanos());
    if (!queue.offer(session, poll)) {
      poll.answerError(PollDesk.STOPPING);
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
   * Puts other extensions in the place of those in use. Polls that wait are judged anew by them;
   * batches that are open, or being filled, end under the old ones, which become free after that.
   */
  public void use(ExtensionSet others) {
    ExtensionSet old = extensions;
    others.timedBy(timer);
    extensions = others;
    queue.judgeAnew().forEach(desk::withdraw);
    old.leave();
  }

  /** What the sink and its channel hold now. Never waits. */
  public EngineState state() {
    return new EngineState(
        gauge.events(),
        gauge.capacity(),
        gauge.bytes(),
        queue.open(),
        ledger.openEvents(),
        queue.size(),
        ledger.millisSinceCommit());
  }

  /**
   * Pauses delivery, or ends that. From the return of a pause on no batch is begun: polls wait and
   * expire as on an empty channel. Batches that are open, or being filled, go their way.
   */
  public void pause(boolean pause) {
    queue.pause(pause);
  }

  /** Whether to warn that nobody polls; to be asked now and then, by one thread. */
  public Optional<String> silence() {
    if (queue.isPaused()) {
      // Clients could not be served, so they are not missed.
      silence.polled(clock.getAsLong());
    }
    return silence.look(state(), clock.getAsLong());
  }

  /** Polls that wait for an event. */
  public int waitingPolls() {
    return queue.size();
  }

  /** Transactions that are open for the host that has most of them. */
  public int openBatchesOfBusiestHost() {
    return queue.openOfBusiestHost();
  }

  /** Why the engine can't serve any more; null while it can. */
  public String problem() {
    if (stopping) {
      return null;
    }
    if (!timerThread.isAlive()) {
      return "its timer has ended";
    }
    return threads.isDown() ? "no transaction thread is left" : null;
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
    threads.stop();
    queue.stop();
    for (Ticket ticket = queue.takeAny(); ticket != null; ticket = queue.takeAny()) {
      desk.stop(ticket);
    }
    for (OpenBatch batch : ledger.openBatches()) {
      batch.settle(OpenBatch.Settlement.ABORTED);
    }
    boolean gone = threads.join(deadline, limit);
    timer.stop();
    gone &= TransactionThreads.joinBy(timerThread, deadline);
    gone &= reports.stop(Duration.ofNanos(deadline - System.nanoTime()));
    if (gone) {
      extensions.leave();
    }
    return gone;
  }

  /** Waits, after a {@link #stop} that had not the time, until all threads are gone. */
  public void awaitEnd() {
    Duration forEver = Duration.ofNanos(DeadlineTimer.NEVER);
    threads.join(System.nanoTime() + DeadlineTimer.NEVER, forEver);
    Uninterruptibles.join(timerThread, forEver);
    reports.stop(forEver);
    extensions.leave();
  }
}
