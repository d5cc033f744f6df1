package org.apache.spark.streaming.flume.sink.internal.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.spark.streaming.flume.sink.internal.batch.FakeReply.Answer;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;
import org.apache.spark.streaming.flume.sink.internal.transform.StageRules;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerStage;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.Test;

/** Transformers inside a transaction. */
class TransformedBatchTest {

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);

  private void transformWith(EventTransformer transformer, OnError onError) {
    TransformerStage stage =
        new TransformerStage(
            "spark",
            StageRules.of("t", onError),
            transformer,
            null,
            engine.calls,
            System::nanoTime);
    engine.chain = new TransformerChain(List.of(stage));
  }

  private static String text(SinkEvent event) {
    return event.bodyAsString(UTF_8);
  }

  @Test
  void outputsTakeThePlaceOfTheEventAndTheChannelKeepsTheOriginal() throws Exception {
    transformWith(
        (event, out) -> out.emit(event.withBody((text(event) + "!").getBytes(UTF_8))),
        OnError.FAIL);
    try (engine) {
      engine.start();
      channel.put("a");

      Answer first = engine.poll(1).await();
      engine.nack(first.sequence()).get();

      assertThat(first.bodies()).containsExactly("a!");
      assertThat(channel.content()).containsExactly("a");
      assertThat(engine.poll(1).await().bodies()).as("transformed afresh").containsExactly("a!");
    }
  }

  @Test
  void theOutputsOfOneEventStayInOneBatchEvenBeyondTheLimit() throws Exception {
    transformWith(
        (event, out) -> {
          for (int i = 0; i < 3; i++) {
            out.emit(event);
          }
        },
        OnError.FAIL);
    try (engine) {
      engine.start();
      channel.put("a", "b", "c");

      assertThat(engine.poll(4).await().bodies()).containsExactly("a", "a", "a", "b", "b", "b");

      assertThat(channel.content()).containsExactly("c");
    }
  }

  @Test
  void aTransactionWhoseEventsWereAllDroppedIsCommittedAndThePollGoesOnWaiting() throws Exception {
    transformWith(
        (event, out) -> {
          if (text(event).startsWith("keep")) {
            out.emit(event);
          }
        },
        OnError.FAIL);
    try (engine) {
      engine.start();
      FakeReply reply = engine.poll(10);
      channel.put("drop 1");
      channel.put("drop 2");
      channel.put("keep");

      Answer answer = reply.await();

      assertThat(answer.bodies()).containsExactly("keep");
      assertThat(answer.taken()).as("events that left the channel").isEqualTo(3);
      engine.ack(answer.sequence()).get();
      assertThat(channel.content()).isEmpty();
      engine.awaitResults(Result.ACKED);
    }
  }

  @Test
  void anExceptionFailsTheBatchAndNothingIsLost() throws Exception {
    transformWith(
        (event, out) -> {
          out.emit(event);
          if (text(event).equals("poison")) {
            throw new IllegalArgumentException("no number");
          }
        },
        OnError.FAIL);
    try (engine) {
      engine.start();
      channel.put("good", "poison");

      FakeReply reply = engine.poll(10);

      assertThat(reply.await().error())
          .contains("'t'", "java.lang.IllegalArgumentException at ")
          .doesNotContain("no number");
      assertThat(reply.writersOpen).hasValue(0);
      assertThat(channel.content()).containsExactly("good", "poison");
      engine.awaitResults(Result.ABORTED);
    }
  }

  @Test
  void anEventThatFailsIsLeftOutWhereItsTransformerMayDrop() throws Exception {
    transformWith(
        (event, out) -> {
          out.emit(event);
          if (text(event).equals("poison")) {
            throw new IllegalArgumentException("no number");
          }
        },
        OnError.DROP);
    try (engine) {
      engine.start();
      channel.put("a", "poison", "b");

      assertThat(engine.poll(10).await().bodies()).containsExactly("a", "b");

      assertThat(engine.chain.stages().get(0).droppedByError()).isEqualTo(1);
    }
  }

  @Test
  void missingMemoryFailsTheBatchWhateverIsConfiguredAndTheThreadGoesOn() throws Exception {
    engine.threads = 1;
    transformWith(
        (event, out) -> {
          if (text(event).equals("poison")) {
            throw new OutOfMemoryError("none left");
          }
          out.emit(event);
        },
        OnError.DROP);
    try (engine) {
      engine.start();
      channel.put("poison");
      assertThat(engine.poll(1).await().error()).contains("OutOfMemoryError");

      channel.clear();
      channel.put("good");

      assertThat(engine.poll(1).await().bodies()).containsExactly("good");
    }
  }

  @Test
  void anInterruptThatATransformerLeavesBehindNeverReachesTheChannel() throws Exception {
    transformWith(
        (event, out) -> {
          Thread.currentThread().interrupt();
          out.emit(event);
        },
        OnError.FAIL);
    channel.onTake =
        taken -> assertThat(Thread.currentThread().isInterrupted()).as("flag in take").isFalse();
    channel.onCommit =
        () -> assertThat(Thread.currentThread().isInterrupted()).as("flag in commit").isFalse();
    try (engine) {
      engine.start();
      channel.put("a", "b");

      Answer answer = engine.poll(2).await();

      assertThat(answer.bodies()).containsExactly("a", "b");
      assertThat(engine.ack(answer.sequence()).get()).isNull();
    }
  }

  @Test
  void aTransformerThatHangsIsInterruptedByTheStop() throws Exception {
    transformWith(
        (event, out) -> {
          Thread.sleep(EngineFixture.NEVER.toMillis());
          out.emit(event);
        },
        OnError.FAIL);
    try (engine) {
      engine.start();
      channel.put("a");
      engine.poll(1);

      assertThat(engine.engine().stop(Duration.ofSeconds(2))).isTrue();

      assertThat(channel.content()).containsExactly("a");
    }
  }
}
