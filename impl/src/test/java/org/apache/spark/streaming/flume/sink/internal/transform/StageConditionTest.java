package org.apache.spark.streaming.flume.sink.internal.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.junit.jupiter.api.Test;

/** Transformers that are kept to the events that they are meant for. */
class StageConditionTest {

  private final ExtensionCalls calls = new ExtensionCalls("spark", System::nanoTime);
  private final List<SinkEvent> out = new ArrayList<>();
  private final SinkEvent json =
      SinkEvent.of(Map.of("format", "json", "host", "web-1"), "{}".getBytes(UTF_8));
  private final SinkEvent text = SinkEvent.of(Map.of("format", "text"), "# no".getBytes(UTF_8));

  @Test
  void whatIsNotMeantPassesByAsItIsAndIsCountedAsPassed() {
    TransformerChain chain = chain(OnError.FAIL, Map.of("header.format.equals", "json"), Map.of());

    chain.onThisThread().transform(text, out);
    chain.onThisThread().transform(json, out);

    assertThat(out).hasSize(2);
    assertThat(out.get(0)).isSameAs(text);
    assertThat(out.get(1).headers()).containsEntry("seen", "yes");
    assertThat(chain.emitted()).isEqualTo(2);
    assertThat(chain.dropped()).isZero();
  }

  @Test
  void allOfWhenMustHoldAndNoneOfUnless() {
    Map<String, String> when = Map.of("header.format.equals", "json", "header.host.glob", "web-*");

    assertThat(isMeant(json, when, Map.of())).isTrue();
    assertThat(isMeant(json.withHeader("host", "db-1"), when, Map.of())).isFalse();
    assertThat(isMeant(text, when, Map.of())).isFalse();
    assertThat(isMeant(json, when, Map.of("body.regex", "^#"))).isTrue();
    assertThat(isMeant(text, Map.of(), Map.of("body.regex", "^#"))).isFalse();
    assertThat(isMeant(json, Map.of(), Map.of("body.regex", "^#", "header.format.equals", "json")))
        .as("one of two")
        .isFalse();
  }

  @Test
  void aRegexThatRunsAwayFailsTheEventAsOnErrorSays() {
    Map<String, String> when = Map.of("body.regex", "(a+)+$");
    SinkEvent evil = SinkEvent.of(Map.of(), ("a".repeat(5_000) + "!").getBytes(UTF_8));

    TransformerChain failing = chain(OnError.FAIL, when, Map.of());
    assertThatThrownBy(() -> failing.onThisThread().transform(evil, out))
        .isInstanceOf(TransformException.class)
        .hasMessageContaining("t1");
    assertThat(out).isEmpty();

    TransformerChain dropping = chain(OnError.DROP, when, Map.of());
    dropping.onThisThread().transform(evil, out);
    assertThat(out).isEmpty();
    assertThat(dropping.dropped()).isEqualTo(1);
    assertThat(dropping.errors()).isEqualTo(1);
  }

  private boolean isMeant(SinkEvent event, Map<String, String> when, Map<String, String> unless) {
    out.clear();
    chain(OnError.FAIL, when, unless).onThisThread().transform(event, out);
    return out.get(0).headers().containsKey("seen");
  }

  private TransformerChain chain(
      OnError onError, Map<String, String> when, Map<String, String> unless) {
    StageRules rules = new StageRules("t1", onError, 0, StageCondition.read(when, unless));
    return new TransformerChain(
        List.of(
            new TransformerStage(
                "spark",
                rules,
                (event, emitter) -> emitter.emit(event.withHeader("seen", "yes")),
                null,
                calls,
                System::nanoTime)));
  }
}
