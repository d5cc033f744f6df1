package org.apache.spark.streaming.flume.sink.internal.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.Test;

/** Events that are marked, or become dead letters, and those with too many outputs. */
class StageErrorsTest {

  private static final EventTransformer THROWS =
      (event, out) -> {
        out.emit(event);
        throw new IOException("quotes s3cr3t");
      };

  private final SinkEvent source = SinkEvent.of(Map.of("k", "v"), "body".getBytes(UTF_8));
  private final List<SinkEvent> out = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final ExtensionCalls calls = new ExtensionCalls("spark", clock::get);
  private final MemoryStore store = new MemoryStore();
  private final DeadLetterDesk desk =
      new DeadLetterDesk("spark", "memory", store, calls, clock::get);

  private static final class MemoryStore implements DeadLetterStore {
    private final List<DeadLetter> letters = new ArrayList<>();
    private boolean room = true;
    private boolean broken;

    @Override
    public void store(List<DeadLetter> more) throws IOException {
      if (broken) {
        throw new IOException("no space left on device");
      }
      letters.addAll(more);
    }

    @Override
    public boolean hasRoom() {
      return room;
    }
  }

  @Test
  void markSendsOnTheInputWithHeadersThatTellWhatFailed() {
    TransformerChain chain = chain(stage(THROWS, OnError.MARK, 0));

    chain.onThisThread().transform(source, out);

    SinkEvent marked = out.get(0);
    assertThat(out).hasSize(1);
    assertThat(marked.bodyAsString(UTF_8)).isEqualTo("body");
    assertThat(marked.headers())
        .containsEntry("k", "v")
        .containsEntry("flume-spark.error.transformer", "t1")
        .containsEntry("flume-spark.error.class", "java.io.IOException")
        .doesNotContainKey("flume-spark.error.message");
    assertThat(marked.headers().get("flume-spark.error.at")).contains("StageErrorsTest.java:");
    assertThat(marked.headers().values()).noneMatch(value -> value.contains("s3cr3t"));
    assertThat(chain.stages().get(0).passedByError()).isEqualTo(1);
  }

  @Test
  void aDeadLetterIsStoredWhenTheBatchIsAndTellsWhatFailed() {
    TransformerChain chain = chain(stage(THROWS, OnError.DEAD_LETTER, 0));
    ChainRunner runner = chain.onThisThread();

    runner.transform(source, out);

    assertThat(out).isEmpty();
    assertThat(store.letters).as("before the batch is acknowledged").isEmpty();
    assertThat(chain.deadLetters()).isZero();
    runner.storeDeadLetters();
    runner.storeDeadLetters();
    assertThat(store.letters).hasSize(1);
    DeadLetter letter = store.letters.get(0);
    assertThat(letter.event()).isSameAs(source);
    assertThat(letter.sinkName()).isEqualTo("spark");
    assertThat(letter.transformer()).isEqualTo("t1");
    assertThat(letter.errorClass()).isEqualTo("java.io.IOException");
    assertThat(letter.errorPlace()).contains("StageErrorsTest.java:");
    assertThat(letter.attempt()).isEqualTo(1);
    assertThat(letter.toString()).doesNotContain("s3cr3t");
    assertThat(chain.deadLetters()).isEqualTo(1);
  }

  @Test
  void whatIsForgottenIsNotStored() {
    ChainRunner runner = chain(stage(THROWS, OnError.DEAD_LETTER, 0)).onThisThread();

    runner.transform(source, out);
    runner.forgetDeadLetters();
    runner.storeDeadLetters();

    assertThat(store.letters).isEmpty();
  }

  @Test
  void anEventThatFailsABatchAfterADeadLetterTakesTheLetterWithIt() {
    EventTransformer split =
        (event, emitter) -> {
          emitter.emit(event);
          emitter.emit(event.withHeader("second", "yes"));
        };
    EventTransformer picky =
        (event, emitter) -> {
          if (!event.headers().containsKey("second")) {
            throw new IOException("first");
          }
          emitter.emit(event);
        };
    ChainRunner runner =
        chain(
                stage(split, OnError.FAIL, 0),
                stage(picky, OnError.DEAD_LETTER, 0),
                stage(THROWS, OnError.FAIL, 0))
            .onThisThread();

    assertThatThrownBy(() -> runner.transform(source, out)).isInstanceOf(TransformException.class);
    runner.storeDeadLetters();

    assertThat(store.letters).isEmpty();
  }

  @Test
  void anEventMayFailAsOftenAsConfiguredBeforeItIsADeadLetter() {
    ChainRunner runner = chain(stage(THROWS, OnError.DEAD_LETTER, 2)).onThisThread();
    SinkEvent alike = SinkEvent.of(Map.of("k", "v"), "body".getBytes(UTF_8));
    SinkEvent other = source.withHeader("k", "w");

    assertThatThrownBy(() -> runner.transform(source, out))
        .hasMessageContaining("that was failure 1, and after 2 it is a dead letter");
    assertThatThrownBy(() -> runner.transform(alike, out)).hasMessageContaining("failure 2");
    assertThatThrownBy(() -> runner.transform(other, out)).hasMessageContaining("failure 1");
    runner.transform(alike, out);
    runner.storeDeadLetters();

    assertThat(store.letters).singleElement().extracting(DeadLetter::attempt).isEqualTo(3);
    assertThatThrownBy(() -> runner.transform(source, out))
        .as("another event, alike the one that has gone")
        .hasMessageContaining("failure 1");
  }

  @Test
  void aStoreWithoutRoomMakesTheEventBlockAndSaysSoAsAnError() {
    TransformerChain chain = chain(stage(THROWS, OnError.DEAD_LETTER, 0));
    store.room = false;
    try (LogCapture log = new LogCapture()) {
      assertThatThrownBy(() -> chain.onThisThread().transform(source, out))
          .isInstanceOf(TransformException.class)
          .hasMessageContaining("the store takes none at the moment");

      assertThat(log.linesWith("ERROR"))
          .singleElement()
          .asString()
          .contains("dead-letter store memory", "has no room");
    }
    assertThat(chain.deadLetterErrors()).isEqualTo(1);

    store.room = true;
    chain.onThisThread().transform(source, out);
    chain.onThisThread().storeDeadLetters();
    assertThat(store.letters).hasSize(1);
  }

  @Test
  void aStoreThatFailedIsLeftAloneForAWhileAndEventsBlock() {
    TransformerChain chain = chain(stage(THROWS, OnError.DEAD_LETTER, 0));
    ChainRunner runner = chain.onThisThread();
    store.broken = true;
    try (LogCapture log = new LogCapture()) {
      runner.transform(source, out);
      assertThatThrownBy(runner::storeDeadLetters)
          .isInstanceOf(DeadLetterException.class)
          .hasMessageContaining("dead-letter store memory");
      runner.forgetDeadLetters();
      assertThat(log.linesWith("ERROR"))
          .first()
          .asString()
          .contains("1 dead letters stay in the channel");
    }
    store.broken = false;
    assertThatThrownBy(() -> runner.transform(source, out)).isInstanceOf(TransformException.class);

    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    runner.transform(source, out);
    runner.storeDeadLetters();

    assertThat(store.letters).hasSize(1);
    assertThat(chain.deadLetters()).isEqualTo(1);
    assertThat(chain.deadLetterErrors()).isEqualTo(1);
  }

  @Test
  void moreOutputsThanAllowedAreAFailureOfThatEventAndOthersAreNotTouched() {
    EventTransformer split =
        (event, emitter) ->
            IntStream.range(0, event.headers().containsKey("many") ? 1_000_000 : 10)
                .forEach(i -> emitter.emit(event));
    TransformerStage stage = stage(split, OnError.DROP, 0);
    TransformerChain chain =
        new TransformerChain(List.of(stage), new ChainLimits(10, Long.MAX_VALUE), null);

    chain.onThisThread().transform(source.withHeader("many", "yes"), out);
    assertThat(out).isEmpty();
    chain.onThisThread().transform(source, out);

    assertThat(out).hasSize(10);
    assertThat(stage.droppedByError()).isEqualTo(1);
  }

  @Test
  void moreBytesThanAllowedAreAFailureThatNamesTheKeysAndOneOutputMayBeOfAnySize() {
    EventTransformer grow =
        (event, emitter) -> {
          emitter.emit(event.withBody(new byte[5000]));
          if (event.headers().containsKey("twice")) {
            emitter.emit(event.withBody(new byte[5000]));
          }
        };
    TransformerChain chain =
        new TransformerChain(
            List.of(stage(grow, OnError.FAIL, 0)), new ChainLimits(1000, 6000), null);

    chain.onThisThread().transform(source, out);
    assertThat(out).hasSize(1);

    assertThatThrownBy(() -> chain.onThisThread().transform(source.withHeader("twice", "yes"), out))
        .isInstanceOf(TransformException.class)
        .hasMessageContaining("makes more of one event than the sink has room for")
        .hasMessageContaining("max-output-bytes-per-event");
    assertThat(out).hasSize(1);
  }

  @Test
  void aFailedCallDoesNotUseUpTheRoomOfTheNextInput() {
    EventTransformer split =
        (event, emitter) -> {
          emitter.emit(event.withHeader("many", "yes"));
          emitter.emit(event);
        };
    EventTransformer second =
        (event, emitter) ->
            IntStream.range(0, event.headers().containsKey("many") ? 6 : 5)
                .forEach(i -> emitter.emit(event));
    TransformerChain chain =
        new TransformerChain(
            List.of(stage(split, OnError.FAIL, 0), stage(second, OnError.DROP, 0)),
            new ChainLimits(5, Long.MAX_VALUE),
            null);

    chain.onThisThread().transform(source, out);

    assertThat(out).hasSize(5);
  }

  private TransformerChain chain(TransformerStage... stages) {
    return new TransformerChain(List.of(stages), ChainLimits.NONE, desk);
  }

  private TransformerStage stage(EventTransformer transformer, OnError onError, int errorsBefore) {
    return new TransformerStage(
        "spark", new StageRules("t1", onError, errorsBefore), transformer, desk, calls, clock::get);
  }
}
