package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.batch.FakeReply.Answer;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies and sequence generators, good and bad. */
class AdmissionTest {

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);

  @Test
  void aRefusalIsAnErrorBatchAndOpensNoTransaction() throws Exception {
    engine.policy = poll -> Admission.reject("not now", Duration.ofMillis(1));
    try (engine) {
      engine.start();
      channel.put("a");

      assertThat(engine.poll(1).await().error()).isEqualTo("not now");

      assertThat(channel.begun).hasValue(0);
      assertThat(engine.refused).hasValue(1);
      assertThat(engine.outcomes).as("a refused poll is never settled").isEmpty();
    }
  }

  @Test
  void aRefusalIsHeldBack() throws Exception {
    engine.policy = poll -> Admission.reject("not now", Duration.ofMinutes(30));
    try (engine) {
      engine.start();
      FakeReply held = engine.poll(1);
      // The desk is in order: when this one has been judged, so has the first.
      engine.poll(0).await();

      assertThat(held.isAnswered()).isFalse();
    }
  }

  @Test
  void aHoldIsNeverLongerThanThePollTimeout() throws Exception {
    FakeClock clock = new FakeClock();
    engine.clock = clock;
    engine.pollTimeout = Duration.ofSeconds(1);
    engine.policy = poll -> Admission.reject("not now", Duration.ofDays(1));
    try (engine) {
      engine.start();
      FakeReply refused = engine.poll(1);
      await("the refusal").until(() -> engine.refused.get() == 1);

      clock.advance(Duration.ofSeconds(1).toNanos());

      assertThat(refused.await().error()).isEqualTo("not now");
    }
  }

  @Test
  void aPolicyWhoseWaitOutlastsTheCallsOfClientsIsToldOnce() throws Exception {
    engine.policy =
        poll -> Admission.accept(BatchLimits.ofEvents(1).withMaxWait(Duration.ofMinutes(1)));
    try (LogCapture log = new LogCapture();
        engine) {
      engine.start();
      channel.put("a", "b");
      engine.poll(1).await();
      engine.poll(1).await();

      assertThat(log.linesWith("the policy's maxWait = 60000 ms"))
          .singleElement()
          .asString()
          .contains("WARN", "many clients give up a call after 30000 ms");
    }
  }

  @Test
  void aPolicyThatThrowsOrReturnsNullRefuses() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    engine.policy =
        poll -> {
          if (thrown.get() instanceof Error error) {
            throw error;
          }
          if (thrown.get() instanceof RuntimeException exception) {
            throw exception;
          }
          return null;
        };
    try (engine) {
      engine.start();
      assertThat(engine.poll(1).await().error()).contains("returned null");
      thrown.set(new IllegalStateException("broken"));
      assertThat(engine.poll(1).await().error()).contains("broken");
      thrown.set(new NoClassDefFoundError("gone"));
      assertThat(engine.poll(1).await().error()).contains("gone");
    }
  }

  @Test
  void limitsCapTheBatchAndAreCappedByThePoll() throws Exception {
    engine.policy =
        poll ->
            Admission.accept(
                BatchLimits.ofEvents(poll.requestedEvents() == 1 ? 100 : 2)
                    .withMaxWait(Duration.ZERO));
    engine.linger = EngineFixture.NEVER;
    try (engine) {
      engine.start();
      channel.putNumbered(0, 10);

      assertThat(engine.poll(5).await().bodies()).hasSize(2);
      assertThat(engine.poll(1).await().bodies()).hasSize(1);
    }
  }

  @Test
  void thePolicyIsToldTheOutcomeOfTheVeryPollItAdmittedBeforeItJudgesTheConnectionsNext()
      throws Exception {
    AtomicReference<PollRequest> admitted = new AtomicReference<>();
    AtomicReference<BatchOutcome> settled = new AtomicReference<>();
    CountDownLatch acked = new CountDownLatch(1);
    engine.policy =
        new BatchAdmissionPolicy() {
          @Override
          public Admission admit(PollRequest poll) {
            if (poll.requestedEvents() == 1) {
              return Admission.reject("after " + settled.get().result(), Duration.ZERO);
            }
            admitted.set(poll);
            return Admission.accept(BatchLimits.ofEvents(7));
          }

          @Override
          public void settled(BatchOutcome outcome) {
            EngineFixture.awaitUninterrupted(acked);
            settled.set(outcome);
          }
        };
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(9, FakeReply.reading(), 42).await().sequence();

      assertThat(engine.ack(sequence).get()).as("though the policy still is being told").isNull();
      FakeReply next = engine.poll(1, FakeReply.reading(), 42);
      assertThat(engine.poll(0).await().error()).isNotEmpty();
      assertThat(next.isAnswered()).isFalse();
      acked.countDown();

      assertThat(next.await().error()).isEqualTo("after ACKED");
      assertThat(admitted.get().connection()).isEqualTo(42);
      assertThat(admitted.get().client()).isEqualTo("client-42");
      assertThat(admitted.get().requestedEvents()).isEqualTo(9);
      assertThat(settled.get().poll()).isSameAs(admitted.get());
      assertThat(settled.get().limits()).isEqualTo(BatchLimits.ofEvents(7));
      assertThat(settled.get().result()).isEqualTo(Result.ACKED);
    }
  }

  @Test
  void aPolicyThatFailsToNoteAnOutcomeCostsNothing() throws Exception {
    engine.policy =
        new BatchAdmissionPolicy() {
          @Override
          public Admission admit(PollRequest poll) {
            return Admission.accept(BatchLimits.ofEvents(1));
          }

          @Override
          public void settled(BatchOutcome outcome) {
            throw new AssertionError("policy");
          }
        };
    try (engine) {
      engine.start();
      channel.put("a", "b");

      assertThat(engine.ack(engine.poll(1).await().sequence()).get()).isNull();
      assertThat(engine.ack(engine.poll(1).await().sequence()).get()).isNull();

      assertThat(channel.commits).hasValue(2);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "with space", "über", "tab\t"})
  void anInvalidSequenceNumberIsAnErrorAndOpensNoTransaction(String number) throws Exception {
    engine.sequence = () -> number;
    try (engine) {
      engine.start();
      channel.put("a");

      assertThat(engine.poll(1).await().error())
          .contains("next() of the sequence generator (", ") returned ");

      assertThat(channel.begun).hasValue(0);
      engine.awaitResults(Result.ABORTED);
    }
  }

  @Test
  void aSequenceGeneratorThatThrowsIsAnError() throws Exception {
    engine.sequence =
        () -> {
          throw new StackOverflowError("deep");
        };
    try (engine) {
      engine.start();

      assertThat(engine.poll(1).await().error())
          .contains("next() of the sequence generator (", ") failed: ");
    }
  }

  @Test
  void aNumberThatIsInUseIsAnErrorAndTheOpenBatchIsLeftAlone() throws Exception {
    engine.sequence = () -> "same";
    try (engine) {
      engine.start();
      channel.put("a", "b");
      Answer first = engine.poll(1).await();

      assertThat(engine.poll(1).await().error()).contains("repeated");

      assertThat(channel.content()).containsExactly("b");
      assertThat(engine.ack(first.sequence()).get()).isNull();
      assertThat(channel.commits).hasValue(1);
      engine.awaitResults(Result.ABORTED, Result.ACKED);
    }
  }
}
