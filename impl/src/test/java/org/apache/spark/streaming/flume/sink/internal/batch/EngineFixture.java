package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.flume.Channel;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/** An engine on a channel of the test's choice, with short times and counted outcomes. */
final class EngineFixture implements AutoCloseable {

  /** Longer than any test: for times that must not come. */
  static final Duration NEVER = Duration.ofHours(1);

  int threads = 4;
  Duration timeout = NEVER;
  Duration pollTimeout = NEVER;
  Duration linger = Duration.ofMillis(100);
  int maxEvents = Integer.MAX_VALUE;
  long maxBytes = Long.MAX_VALUE;
  TransformerChain chain = new TransformerChain(List.of());
  BatchAdmissionPolicy policy = accepting();
  SequenceGenerator sequence = counting();
  LongSupplier clock = System::nanoTime;

  final AtomicInteger accepted = new AtomicInteger();
  final List<BatchOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<BatchOutcome> outcomesToCome = new LinkedBlockingQueue<>();
  final AtomicInteger late = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();

  /** Watches over extensions; a test that is about that looks. */
  final ExtensionCalls calls = new ExtensionCalls("test", () -> clock.getAsLong());

  private final Channel channel;
  private final Map<Long, ClientSession> sessions = new ConcurrentHashMap<>();
  private final CountDownLatch extensionsFree = new CountDownLatch(1);
  private BatchEngine engine;

  EngineFixture(Channel channel) {
    this.channel = channel;
  }

  EngineFixture start() {
    BatchSettings settings =
        new BatchSettings(
            "test",
            threads,
            timeout,
            Duration.ofMillis(5),
            pollTimeout,
            linger,
            maxEvents,
            maxBytes);
    engine =
        new BatchEngine(
            settings,
            channel,
            new ExtensionSet(chain, counted(policy), sequence, calls, extensionsFree::countDown),
            clock,
            observer());
    engine.start();
    return this;
  }

  BatchEngine engine() {
    return engine;
  }

  FakeReply poll(int n) {
    return poll(n, FakeReply.reading(), 1);
  }

  FakeReply poll(int n, FakeReply reply, long connection) {
    return poll(n, reply, connection, "host");
  }

  /** Polls on a connection, which is made at its first poll. */
  FakeReply poll(int n, FakeReply reply, long connection, String host) {
    engine.poll(session(connection, host), n, reply);
    return reply;
  }

  ClientSession session(long connection, String host) {
    return sessions.computeIfAbsent(
        connection, number -> engine.connect(new FakeClient(number, host)));
  }

  FakeClient client(long connection) {
    return (FakeClient) sessions.get(connection).client;
  }

  /** Ends a connection, as the transport does. */
  void disconnect(long connection) {
    client(connection).open = false;
    engine.disconnect(sessions.get(connection));
  }

  /** Acks; completes with null once settled, or with the reason of the failure. */
  CompletableFuture<String> ack(String sequenceNumber) {
    Settled settled = new Settled();
    engine.ack(sequenceNumber, settled);
    return settled.future;
  }

  CompletableFuture<String> nack(String sequenceNumber) {
    Settled settled = new Settled();
    engine.nack(sequenceNumber, settled);
    return settled.future;
  }

  private static final class Settled implements SettlementListener {
    private final CompletableFuture<String> future =
        new CompletableFuture<String>().orTimeout(30, TimeUnit.SECONDS);

    @Override
    public void settled() {
      future.complete(null);
    }

    @Override
    public void failed(String reason) {
      future.complete(reason);
    }
  }

  static BatchAdmissionPolicy accepting() {
    return poll -> Admission.accept(BatchLimits.ofEvents(poll.maxEvents()));
  }

  static SequenceGenerator counting() {
    AtomicInteger counter = new AtomicInteger();
    return () -> "s" + counter.incrementAndGet();
  }

  private BatchAdmissionPolicy counted(BatchAdmissionPolicy inner) {
    return new BatchAdmissionPolicy() {
      @Override
      public Admission admit(PollRequest poll) {
        Admission admission = inner.admit(poll);
        if (admission instanceof Admission.Accepted) {
          accepted.incrementAndGet();
        }
        return admission;
      }

      @Override
      public void settled(BatchOutcome outcome) {
        outcomes.add(outcome);
        outcomesToCome.add(outcome);
        inner.settled(outcome);
      }
    };
  }

  private BatchObserver observer() {
    return new BatchObserver() {
      @Override
      public void lateSettlement() {
        late.incrementAndGet();
      }

      @Override
      public void refused() {
        refused.incrementAndGet();
      }
    };
  }

  /** Waits for the next outcome in the order in which they come. */
  BatchOutcome nextOutcome() throws InterruptedException {
    BatchOutcome outcome = outcomesToCome.poll(30, TimeUnit.SECONDS);
    assertThat(outcome).as("an outcome within 30 s").isNotNull();
    return outcome;
  }

  /** Waits until the policy has been told: a client may hear before it. */
  void awaitResults(BatchOutcome.Result... expected) {
    await("the policy to be told")
        .untilAsserted(() -> assertThat(results()).containsExactly(expected));
  }

  List<BatchOutcome.Result> results() {
    return outcomes.stream().map(BatchOutcome::result).toList();
  }

  /** For policies and transformers that an interrupt does not move. */
  static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted inside a commit", e);
    }
  }

  /** Stops the engine and checks what holds after every test. */
  @Override
  public void close() {
    assertThat(engine.stop(Duration.ofSeconds(20))).as("all threads ended").isTrue();
    assertThat(extensionsFree.getCount()).as("the extensions are free").isZero();
    assertThat(outcomes).as("each accepted poll is settled once").hasSize(accepted.get());
    assertThat(outcomes.stream().map(BatchOutcome::poll).distinct()).hasSize(accepted.get());
    if (channel instanceof FakeChannel fake) {
      assertThat(fake.open()).as("open transactions").isZero();
    }
  }
}
