package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.spark.streaming.flume.sink.internal.batch.FakeReply.Answer;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Thousands of races for one batch each: ack, nack, the end of the connection, a failed write, the
 * timeout. Exactly one wins, the transaction ends exactly once, and no event is lost or committed
 * twice.
 */
class SettlementRaceTest {

  private static final int ROUNDS = 5_000;

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);
  private final ExecutorService racers = Executors.newFixedThreadPool(3);

  @AfterEach
  void endRacers() {
    racers.shutdownNow();
  }

  @Test
  void ackNackAndTheEndOfTheConnectionRaceAndExactlyOneWins() throws Exception {
    try (engine) {
      engine.start();
      Set<Result> results = EnumSet.noneOf(Result.class);
      for (int round = 0; round < ROUNDS; round++) {
        channel.put("event " + round);
        int before = channel.commits.get() + channel.rollbacks.get();
        FakeReply reply = engine.poll(1, FakeReply.reading(), round);
        String sequence = reply.await().sequence();
        int connection = round;
        CyclicBarrier start = new CyclicBarrier(3);

        CompletableFuture<String> ack = race(start, () -> engine.ack(sequence));
        CompletableFuture<String> nack = race(start, () -> engine.nack(sequence));
        CompletableFuture<String> gone =
            race(
                start,
                () -> {
                  engine.disconnect(connection);
                  return CompletableFuture.completedFuture(null);
                });
        assertThat(gone.get()).isNull();
        assertThat(ack.get()).isNull();
        assertThat(nack.get()).isNull();

        Result result = engine.nextOutcome().result();
        results.add(result);
        assertThat(channel.commits.get() + channel.rollbacks.get()).isEqualTo(before + 1);
        drainIfRolledBack(result);
      }
      assertThat(results).contains(Result.ACKED, Result.ABORTED);
    }
  }

  /** Leaves the channel empty for the next round, and checks that it holds what it must. */
  private void drainIfRolledBack(Result result) {
    if (result == Result.ACKED) {
      assertThat(channel.content()).isEmpty();
    } else {
      assertThat(channel.content()).hasSize(1);
      channel.clear();
    }
  }

  @Test
  void anAckRacesTheTimeoutAndExactlyOneWins() throws Exception {
    engine.timeout = Duration.ofNanos(200_000);
    Random random = new Random(42);
    try (engine) {
      engine.start();
      channel.putNumbered(0, ROUNDS);
      Set<String> acked = new HashSet<>();
      Set<Result> results = EnumSet.noneOf(Result.class);
      while (acked.size() < ROUNDS) {
        Answer batch = engine.poll(1).await();
        // Around the timeout, so that either side wins again and again.
        long pause = random.nextLong(400_000);
        long until = System.nanoTime() + pause;
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }

        assertThat(engine.ack(batch.sequence()).get()).isNull();

        Result result = engine.nextOutcome().result();
        results.add(result);
        if (result == Result.ACKED) {
          assertThat(acked.add(batch.bodies().get(0))).as("committed once").isTrue();
        } else {
          assertThat(result).isEqualTo(Result.TIMED_OUT);
        }
      }
      assertThat(channel.content()).isEmpty();
      assertThat(channel.commits).hasValue(ROUNDS);
      assertThat(results).contains(Result.ACKED, Result.TIMED_OUT);
    }
  }

  private CompletableFuture<String> race(
      CyclicBarrier start, Supplier<CompletableFuture<String>> contender) {
    return CompletableFuture.runAsync(
            () -> {
              try {
                start.await();
              } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException("the race never started", e);
              }
            },
            racers)
        .thenCompose(started -> contender.get());
  }
}
