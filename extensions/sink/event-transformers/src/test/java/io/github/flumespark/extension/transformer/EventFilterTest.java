package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.outputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.match.RegexLimitException;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {

  private final Bench bench = new Bench(new EventFilterFactory());
  private final SinkEvent source = event("GET /health 200", "level", "INFO", "app.id", "a-7");

  @ParameterizedTest
  @CsvSource({
    "header.level.equals, INFO, true",
    "header.level.equals, INF, false",
    "header.level.equals, info, false",
    "header.level.notEquals, INFO, false",
    "header.level.notEquals, DEBUG, true",
    "header.app.id.equals, a-7, true",
    "header.app.id.glob, a-?, true",
    "header.app.id.glob, a, false",
    "header.app.id.notGlob, b*, true",
    "header.level.regex, NF, true",
    "header.level.regex, ^NF, false",
    "header.level.notRegex, ^I.*O$, false",
    "header.level.exists, true, true",
    "header.level.exists, false, false",
    "header.x.exists, true, false",
    "header.x.exists, FALSE, true",
    "header.x.equals, INFO, false",
    "header.x.glob, *, false",
    "header.x.regex, .*, false",
    "header.x.notEquals, INFO, true",
    "header.x.notGlob, *, true",
    "header.x.notRegex, .*, true",
    "body.equals, GET /health 200, true",
    "body.equals, GET, false",
    "body.glob, GET /health *, true",
    "body.regex, '/health [0-9]+$', true",
    "body.notRegex, '/health', false",
    "body.notGlob, GET, true",
    "body.notEquals, GET, true"
  })
  void anEventMatchesByHeaderOrBody(String key, String value, boolean matches) throws Exception {
    assertThat(passes("action", "keep", key, value)).isEqualTo(matches);
    assertThat(passes("action", "drop", key, value)).isEqualTo(!matches);
  }

  @Test
  void allConditionsMustHoldOrAny() throws Exception {
    String[] half = {"header.level.equals", "INFO", "body.regex", "POST"};

    assertThat(passes(plus(half, "action", "drop"))).isTrue();
    assertThat(passes(plus(half, "action", "drop", "match", "any"))).isFalse();
    assertThat(passes(plus(half, "action", "keep", "match", "ALL"))).isFalse();
    assertThat(passes(plus(half, "action", "KEEP", "match", "any"))).isTrue();
    assertThat(passes("action", "keep", "match", "any", "body.regex", "POST")).isFalse();
  }

  @Test
  void aBodyIsReadInItsCharset() throws Exception {
    SinkEvent latin = SinkEvent.of(Map.of(), new byte[] {'g', 'r', (byte) 0xfc, 'n'});

    assertThat(
            outputs(
                bench.create("action", "keep", "body.equals", "grün", "charset", "ISO-8859-1"),
                latin))
        .containsExactly(latin);
    assertThat(outputs(bench.create("action", "keep", "body.equals", "grün"), latin)).isEmpty();
    assertThat(outputs(bench.create("action", "keep", "body.regex", "^gr.n$"), latin)).hasSize(1);
  }

  @Test
  void aRegexThatRunsAwayIsAnErrorAndNeverADrop() {
    EventTransformer filter =
        bench.create("action", "drop", "body.regex", "^(a+)+\\1b", "maxSteps", "1000");

    assertThatThrownBy(() -> outputs(filter, event("a".repeat(200))))
        .isInstanceOf(RegexLimitException.class);
  }

  @Test
  void theBodyIsNotLookedAtWhereHeadersDecide() throws Exception {
    EventTransformer filter =
        bench.create(
            "action", "drop",
            "body.regex", "^(a+)+\\1b",
            "header.level.equals", "DEBUG",
            "maxSteps", "1000");

    assertThat(outputs(filter, event("a".repeat(200), "level", "INFO"))).hasSize(1);
  }

  @Test
  void theActionIsNotGuessed() {
    assertThat(bench.refusal("body.equals", "x"))
        .hasMessage("action is not set; allowed: keep or drop");
    assertThat(bench.refusal("body.equals", "x", "action", "delete").key()).isEqualTo("action");
    assertThat(bench.refusal("body.equals", "x", "action", "keep", "match", "one"))
        .hasMessage("match has the value 'one'; allowed: all or any");
  }

  @Test
  void aFilterWithoutAConditionIsRefused() {
    assertThat(bench.refusal("action", "drop"))
        .hasMessageContaining("header.NAME.TEST or body.TEST")
        .hasMessageContaining("at least one such key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "header.level",
        "header.level.is",
        "header..equals",
        "header.equals",
        "header.",
        "body.",
        "body.exists",
        "body.text.equals"
      })
  void aConditionThatDoesNotExistIsRefused(String key) {
    assertThat(bench.refusal("action", "drop", key, "x"))
        .hasMessageStartingWith(key + " has the value 'x'; allowed: the key ")
        .hasMessageContaining("notRegex");
  }

  @Test
  void badValuesAreRefused() {
    assertThat(bench.refusal("action", "drop", "header.a.regex", "[").key())
        .isEqualTo("header.a.regex");
    assertThat(bench.refusal("action", "drop", "header.a.exists", "maybe").key())
        .isEqualTo("header.a.exists");
    assertThat(bench.refusal("action", "drop", "body.equals", "x", "charset", "utf-9").key())
        .isEqualTo("charset");
    assertThat(bench.refusal("action", "drop", "body.equals", "x", "maxSteps", "999"))
        .hasMessageContaining("a whole number from 1000 to 2147483647");
  }

  private boolean passes(String... keysAndValues) throws Exception {
    List<SinkEvent> outputs = outputs(bench.create(keysAndValues), source);
    assertThat(outputs).hasSizeLessThan(2).allSatisfy(out -> assertThat(out).isSameAs(source));
    return outputs.size() == 1;
  }

  private static String[] plus(String[] keys, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(keys));
    all.addAll(Arrays.asList(more));
    return all.toArray(new String[0]);
  }
}
