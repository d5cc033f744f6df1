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
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerChainTest {

  private static final EventTransformer TWICE =
      (event, out) -> {
        out.emit(append(event, "1"));
        out.emit(append(event, "2"));
      };
  private static final EventTransformer DROP_ALL = (event, out) -> {};
  private static final EventTransformer EMITS_THEN_THROWS =
      (event, out) -> {
        out.emit(append(event, "?"));
        throw new IOException("disk on fire");
      };

  private final SinkEvent source = SinkEvent.of(Map.of("token", "s3cr3t"), "body".getBytes(UTF_8));
  private final SinkEvent earlier = SinkEvent.of(Map.of(), "earlier".getBytes(UTF_8));
  private final List<SinkEvent> out = new ArrayList<>(List.of(earlier));
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final ExtensionCalls calls = new ExtensionCalls("spark", clock::get);

  @Test
  void anEmptyChainPassesTheEventItself() {
    TransformerChain chain = chain();

    chain.onThisThread().transform(source, out);

    assertThat(chain.isEmpty()).isTrue();
    assertThat(out).containsExactly(earlier, source);
    assertThat(out.get(1)).isSameAs(source);
  }

  @Test
  void stagesRunInOrderAndOutputsKeepTheirs() {
    chain(stage(TWICE), stage(suffix("a")), stage(TWICE), stage(suffix("b")))
        .onThisThread()
        .transform(source, out);

    assertThat(bodies()).containsExactly("earlier", "body1a1b", "body1a2b", "body2a1b", "body2a2b");
    assertThat(out.get(1).headers()).isEqualTo(source.headers());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void anyNumberOfStagesAppendsToWhatIsThere(int stages) {
    TransformerChain chain =
        new TransformerChain(IntStream.range(0, stages).mapToObj(i -> stage(suffix("x"))).toList());

    chain.onThisThread().transform(source, out);
    chain.onThisThread().transform(source, out);

    assertThat(bodies())
        .containsExactly("earlier", "body" + "x".repeat(stages), "body" + "x".repeat(stages));
  }

  @Test
  void aStageThatEmitsNothingDropsAndLaterStagesAreNotCalled() {
    TransformerStage last = stage(TWICE);

    chain(stage(TWICE), stage(DROP_ALL), last).onThisThread().transform(source, out);

    assertThat(out).containsExactly(earlier);
  }

  @Test
  void aHugeSplitGoesThroughAndLeavesRoomForTheNext() {
    EventTransformer split =
        (event, emitter) -> IntStream.range(0, 5000).forEach(i -> emitter.emit(event));
    TransformerChain chain = chain(stage(split), stage(suffix("x")), stage(suffix("y")));

    chain.onThisThread().transform(source, out);
    chain.onThisThread().transform(source, out);

    assertThat(out).hasSize(10_001);
  }

  @Test
  void failKeepsNothingOfTheEventAndNamesTheTransformer() {
    TransformerChain chain =
        chain(
            stage(TWICE),
            new TransformerStage(
                "spark",
                StageRules.of("t9", OnError.FAIL),
                new Poisoned(),
                null,
                calls,
                clock::get));

    assertThatThrownBy(() -> chain.onThisThread().transform(source, out))
        .isInstanceOf(TransformException.class)
        .hasMessageStartingWith(
            "Transformer 't9' ("
                + Poisoned.class.getName()
                + ") failed: java.io.IOException at "
                + Poisoned.class.getName()
                + ".transform(")
        .hasMessageNotContaining("quotes the event")
        .hasStackTraceContaining("java.io.IOException (its message is not shown)");
    assertThat(out).containsExactly(earlier);
  }

  @Test
  void aChainThatFailedWorksForTheNextEvent() {
    SinkEvent good = source.withHeader("good", "yes");
    EventTransformer picky =
        (event, emitter) -> {
          emitter.emit(event);
          if (!event.headers().containsKey("good")) {
            throw new IOException("not good");
          }
        };
    TransformerChain chain = chain(stage(TWICE), stage(picky), stage(suffix("x")));

    assertThatThrownBy(() -> chain.onThisThread().transform(source, out))
        .isInstanceOf(TransformException.class);
    chain.onThisThread().transform(good, out);

    assertThat(bodies()).containsExactly("earlier", "body1x", "body2x");
  }

  @Test
  void dropLeavesOutTheEventAndCountsIt() {
    TransformerStage stage = stage(EMITS_THEN_THROWS, OnError.DROP);

    chain(stage(TWICE), stage, stage(suffix("x"))).onThisThread().transform(source, out);

    assertThat(out).containsExactly(earlier);
    assertThat(stage.out()).isZero();
    assertThat(stage.droppedByError()).isEqualTo(2);
    assertThat(stage.passedByError()).isZero();
  }

  @Test
  void passSendsOnTheInputOfThatStageAndCountsIt() {
    TransformerStage stage = stage(EMITS_THEN_THROWS, OnError.PASS);

    chain(stage(TWICE), stage, stage(suffix("x"))).onThisThread().transform(source, out);

    assertThat(bodies()).containsExactly("earlier", "body1x", "body2x");
    assertThat(stage.out()).isEqualTo(2);
    assertThat(stage.passedByError()).isEqualTo(2);
    assertThat(stage.droppedByError()).isZero();
  }

  @ParameterizedTest
  @EnumSource(OnError.class)
  void missingMemoryFailsTheBatchWhateverOnErrorSays(OnError onError) {
    OutOfMemoryError error = new OutOfMemoryError("x");
    EventTransformer transformer =
        (event, emitter) -> {
          emitter.emit(event);
          throw error;
        };

    assertThatThrownBy(
            () -> chain(stage(transformer, onError)).onThisThread().transform(source, out))
        .isInstanceOf(TransformException.class)
        .hasMessageContaining("failed: " + error.getClass().getName())
        .hasStackTraceContaining("Caused by: " + error.getClass().getName());
    assertThat(out).containsExactly(earlier);
  }

  @Test
  void anyOtherErrorIsAFailureOfItsEvent() {
    for (Error error : List.of(new NoClassDefFoundError("x"), new StackOverflowError())) {
      EventTransformer transformer =
          (event, emitter) -> {
            throw error;
          };

      assertThatThrownBy(() -> chain(stage(transformer)).onThisThread().transform(source, out))
          .isInstanceOf(TransformException.class);
      chain(stage(transformer, OnError.DROP)).onThisThread().transform(source, out);
    }
    assertThat(out).containsExactly(earlier);
  }

  @Test
  void emittingNullFailsWithWhatToDoInstead() {
    assertThatThrownBy(
            () ->
                chain(stage((event, emitter) -> emitter.emit(null)))
                    .onThisThread()
                    .transform(source, out))
        .isInstanceOf(TransformException.class)
        .hasMessageContaining("emits null; to drop an event, emit nothing");
    assertThat(out).containsExactly(earlier);
  }

  @Test
  void anEmitterIsNotValidAfterTheCall() {
    AtomicReference<Emitter> kept = new AtomicReference<>();
    chain(stage((event, emitter) -> kept.set(emitter)), stage(TWICE))
        .onThisThread()
        .transform(source, out);

    assertThatThrownBy(() -> kept.get().emit(source))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("emits outside its call");
    assertThat(out).containsExactly(earlier);
  }

  @Test
  void anEmitterIsNotValidOnAnotherThreadAndTheCallFails() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    EventTransformer threaded =
        (event, emitter) -> {
          Thread other = new Thread(() -> emitter.emit(event));
          other.setUncaughtExceptionHandler((thread, t) -> thrown.set(t));
          other.start();
          other.join();
        };

    assertThatThrownBy(() -> chain(stage(threaded)).onThisThread().transform(source, out))
        .isInstanceOf(TransformException.class)
        .hasMessageContaining("emits outside its call");

    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    assertThat(out).containsExactly(earlier);
  }

  @Test
  void aTransformerThatSwallowsARefusalDroppedNothing() {
    TransformerStage stage =
        stage(
            (event, emitter) -> {
              try {
                emitter.emit(null);
              } catch (NullPointerException swallowed) {
                // As some do.
              }
            },
            OnError.PASS);

    chain(stage).onThisThread().transform(source, out);

    assertThat(bodies()).containsExactly("earlier", "body");
    assertThat(stage.passedByError()).isEqualTo(1);
    assertThat(stage.dropped()).isZero();
  }

  @Test
  void onceATransformerHasEmittedTooLateNothingThatItEmitsNothingForCountsAsDropped()
      throws Exception {
    AtomicReference<Emitter> kept = new AtomicReference<>();
    TransformerStage stage = stage((event, emitter) -> kept.set(emitter), OnError.PASS);
    TransformerChain chain = chain(stage);
    chain.onThisThread().transform(source, out);
    assertThat(stage.dropped()).as("nobody can know yet").isEqualTo(1);

    try (LogCapture log = new LogCapture()) {
      Thread late =
          new Thread(
              () ->
                  assertThatThrownBy(() -> kept.get().emit(source))
                      .hasMessageContaining("emits outside its call"));
      late.start();
      late.join();
      assertThat(log.linesWith("ERROR"))
          .singleElement()
          .asString()
          .contains("transformer 't1' (", "emits after its call", "onError=pass");
    }
    chain.onThisThread().transform(source, out);

    assertThat(bodies()).containsExactly("earlier", "body");
    assertThat(stage.passedByError()).isEqualTo(1);
  }

  @Test
  void anInterruptThatATransformerLeavesIsCleared() {
    chain(stage((event, emitter) -> Thread.currentThread().interrupt()))
        .onThisThread()
        .transform(source, out);

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aTransformerRunsUnderItsOwnLoader() {
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    AtomicReference<ClassLoader> seen = new AtomicReference<>();
    thread.setContextClassLoader(null);
    try {
      chain(stage((event, emitter) -> seen.set(thread.getContextClassLoader())))
          .onThisThread()
          .transform(source, out);
      assertThat(thread.getContextClassLoader()).isNull();
    } finally {
      thread.setContextClassLoader(outer);
    }

    assertThat(seen.get()).isSameAs(TransformerChainTest.class.getClassLoader());
  }

  @Test
  void lostEventsAreLoggedAtMostOnceInTenSecondsWithCounts() {
    TransformerChain chain = chain(stage(EMITS_THEN_THROWS, OnError.DROP));
    try (LogCapture log = new LogCapture()) {
      chain.onThisThread().transform(source, out);
      clock.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
      chain.onThisThread().transform(source, out);
      chain.onThisThread().transform(source, out);
      assertThat(log.warnings()).hasSize(1);

      clock.addAndGet(1);
      chain.onThisThread().transform(source, out);

      assertThat(log.warnings()).hasSize(2);
      assertThat(log.warnings().get(0))
          .contains(
              "Sink spark: transformer 't1' (",
              ") threw, onError=drop: in all 1 events dropped",
              "java.io.IOException at ");
      assertThat(log.warnings().get(1))
          .contains("onError=drop: in all 4 events dropped and 0 passed", "(3 times since")
          .doesNotContain("s3cr3t", "body");
    }
  }

  @Test
  void threadsDoNotMixTheirEvents() {
    TransformerChain chain = chain(stage(TWICE), stage(suffix("a")), stage(TWICE));

    List<List<String>> results =
        IntStream.range(0, 2000)
            .parallel()
            .mapToObj(
                i -> {
                  List<SinkEvent> outputs = new ArrayList<>();
                  chain
                      .onThisThread()
                      .transform(source.withBody((i + ":").getBytes(UTF_8)), outputs);
                  return bodies(outputs);
                })
            .toList();

    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i)).containsExactly(i + ":1a1", i + ":1a2", i + ":2a1", i + ":2a2");
    }
    assertThat(chain.stages().get(2).out()).isEqualTo(8000);
  }

  private TransformerChain chain(TransformerStage... stages) {
    return new TransformerChain(List.of(stages));
  }

  private TransformerStage stage(EventTransformer transformer) {
    return stage(transformer, OnError.FAIL);
  }

  private TransformerStage stage(EventTransformer transformer, OnError onError) {
    return new TransformerStage(
        "spark", StageRules.of("t1", onError), transformer, null, calls, clock::get);
  }

  private List<String> bodies() {
    return bodies(out);
  }

  private static List<String> bodies(List<SinkEvent> events) {
    return events.stream().map(event -> event.bodyAsString(UTF_8)).toList();
  }

  private static EventTransformer suffix(String suffix) {
    return (event, out) -> out.emit(append(event, suffix));
  }

  private static SinkEvent append(SinkEvent event, String suffix) {
    return event.withBody((event.bodyAsString(UTF_8) + suffix).getBytes(UTF_8));
  }

  private static final class Poisoned implements EventTransformer {
    @Override
    public void transform(SinkEvent event, Emitter out) throws IOException {
      out.emit(event);
      throw new IOException("quotes the event");
    }
  }
}
