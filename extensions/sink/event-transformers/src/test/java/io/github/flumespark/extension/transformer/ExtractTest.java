package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.output;
import static io.github.flumespark.extension.transformer.Bench.outputs;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.match.RegexLimitException;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractTest {

  private static final String JSON =
      "{\"user\":{\"id\":7,\"na/me\":\"J\\u00fcrgen\",\"tags\":[\"a\",{\"b\":1.50}]},"
          + "\"ok\":true,\"none\":null,\"\":\"empty\"}";

  private final Bench bench = new Bench(new ExtractFactory());

  @ParameterizedTest
  @CsvSource({
    "/user/id, 7",
    "/user/na~1me, Jürgen",
    "/user/tags/0, a",
    "/user/tags/1, {\"b\":1.50}",
    "/user/tags/1/b, 1.50",
    "/ok, true",
    "/, empty",
    "/none,",
    "/user/tags/2,",
    "/user/id/x,",
    "/x,"
  })
  void aPointerTakesWhatItPointsTo(String pointer, String value) throws Exception {
    EventTransformer transformer = bench.create("pointer.h", pointer);

    assertThat(output(transformer, event(JSON, "k", "v")).headers())
        .isEqualTo(value == null ? Map.of("k", "v") : Map.of("k", "v", "h", value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "no", "{\"a\":1", "{\"a\":1}}", "{\"a\":1} {}", "{a:1}", "{\"a\":1,}"})
  void whatIsNotOneJsonTextIsAMismatchWhateverStandsInIt(String body) throws Exception {
    EventTransformer leaves = bench.create("pointer.h", "/a");
    EventTransformer drops = bench.create("pointer.h", "/a", "onMismatch", "drop");
    EventTransformer throwsIt = bench.create("pointer.h", "/a", "onMismatch", "error");
    SinkEvent event = event(body, "k", "v");

    assertThat(output(leaves, event)).isSameAs(event);
    assertThat(outputs(drops, event)).isEmpty();
    assertThatThrownBy(() -> outputs(throwsIt, event))
        .isInstanceOf(Extract.MismatchException.class)
        .hasMessage("The body is not one valid JSON text in UTF-8");
  }

  @Test
  void jsonInAnotherCharsetIsAMismatchToo() throws Exception {
    SinkEvent event = SinkEvent.of(Map.of(), "{\"a\":1}".getBytes(UTF_16LE));

    assertThat(outputs(bench.create("pointer.h", "/a", "onMismatch", "drop"), event)).isEmpty();
  }

  @Test
  void whatIsThereIsTakenAndWhatIsMissingIsNamed() throws Exception {
    String[] keys = {"pointer.a", "/a", "pointer.b", "/b", "onMismatch"};
    SinkEvent event = event("{\"a\":1}");

    assertThat(output(bench.create(plus(keys, "leave")), event).headers())
        .containsExactly(Map.entry("a", "1"));
    assertThat(outputs(bench.create(plus(keys, "drop")), event)).isEmpty();
    assertThatThrownBy(() -> outputs(bench.create(plus(keys, "error")), event))
        .hasMessage("The body has nothing for the header 'b'");
  }

  @Test
  void namedGroupsBecomeHeaders() throws Exception {
    EventTransformer transformer =
        bench.create(
            "regex",
            "(?<verb>[A-Z]+) \\\\?\\Q(?<x>\\E?(?<path>/\\S*)( x)?",
            "headerPrefix",
            "http.");

    assertThat(output(transformer, event("at 7: GET (?<x>/index 200")).headers())
        .isEqualTo(Map.of("http.verb", "GET", "http.path", "/index"));
    assertThat(bench.refusal("regex", "(a)(?:b)\\(?<c>").key()).isEqualTo("regex");
  }

  @Test
  void aRegexThatRunsAwayThrows() {
    EventTransformer transformer = bench.create("regex", "(?<a>a+)+$", "maxSteps", "1000");

    assertThatThrownBy(() -> outputs(transformer, event("a".repeat(200) + "!")))
        .isInstanceOf(RegexLimitException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a,b,c | b | c",
        "a,,c | '' | c",
        "a,b | b | -",
        "a,\"b,\"\"x\"\"\",c | b,\"x\" | c",
        "a,\"b\"x,c | b | c",
        "a,\"b,c | - | -",
        "'' | - | -"
      })
  void columnsAreCountedFromOne(String line, String second, String third) throws Exception {
    EventTransformer transformer =
        bench.create("column.second", "2", "column.third", "3", "quote", "\"");

    Map<String, String> headers = output(transformer, event(line)).headers();

    assertThat(headers.get("second")).isEqualTo(second);
    assertThat(headers.get("third")).isEqualTo(third);
  }

  @Test
  void columnsMayBePartedByATab() throws Exception {
    assertThat(
            output(bench.create("column.h", "2", "delimiter", "\\t"), event("a b\tc d")).headers())
        .containsEntry("h", "c d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "level=INFO user=7 | 7",
        "user=7 user=8 | 7",
        "user= x | ''",
        "xuser=7 | -",
        "msg=\"a user=6\" user=7 | 7",
        "user=\"a \\\"b\\\" c\" x=1 | a \"b\" c",
        "user=\"open x=1 | \"open",
        "no pairs | -"
      })
  void pairsAreFoundByTheirKeys(String body, String user) throws Exception {
    assertThat(output(bench.create("pair.u", "user"), event(body)).headers().get("u"))
        .isEqualTo(user);
  }

  @Test
  void pairsMayBePartedByOtherThings() throws Exception {
    EventTransformer transformer =
        bench.create("pair.u", "user name", "pairDelimiter", ";", "valueDelimiter", ":");

    assertThat(output(transformer, event("a:1; user name: J B ;c")).headers())
        .isEqualTo(Map.of("u", "J B"));
  }

  @Test
  void aHeaderThatIsThereStaysUnlessTheNewOneIsToWin() throws Exception {
    SinkEvent event = event("{\"a\":1}", "a", "0");

    assertThat(output(bench.create("pointer.a", "/a"), event)).isSameAs(event);
    assertThat(
            output(bench.create("pointer.a", "/a", "preserveExisting", "false"), event).headers())
        .containsEntry("a", "1");
  }

  @Test
  void exactlyOnePlaceIsLookedAt() {
    assertThat(bench.refusal()).hasMessageContaining("exactly one of regex, pointer.HEADER");
    assertThat(bench.refusal("pointer.a", "/a", "pair.b", "b")).hasMessageContaining("exactly one");
    assertThat(bench.refusal("pointer.a", "/a", "pointer.b", "/a/b"))
        .hasMessage(
            "pointer.b has the value '/a/b'; allowed: a pointer that does not lead into what"
                + " pointer.a takes as a whole");
    assertThat(bench.refusal("column.a", "0").key()).isEqualTo("column.a");
    assertThat(bench.refusal("column.a", "1", "quote", "''").key()).isEqualTo("quote");
    assertThat(bench.refusal("column.a", "1", "delimiter", "\\q").key()).isEqualTo("delimiter");
  }

  private static String[] plus(String[] some, String last) {
    String[] all = java.util.Arrays.copyOf(some, some.length + 1);
    all[some.length] = last;
    return all;
  }
}
