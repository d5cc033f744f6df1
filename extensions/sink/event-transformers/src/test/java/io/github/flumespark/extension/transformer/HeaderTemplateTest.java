package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code header-filter} makes of an event's headers in names and values. */
class HeaderTemplateTest {

  private static final long NOW = 1_764_000_000_123L;

  private final Bench bench = new Bench(new HeaderFilterFactory(() -> NOW));
  private final SinkEvent source =
      event("body", "app", "shop", "at", "2026-01-02T03:04:05+01:00", "ms", "0", "a.b", "x");

  @ParameterizedTest
  @CsvSource({
    "%{app}, shop",
    "%{app}/%{a.b}!, shop/x!",
    "100%, 100%",
    "%%{app} %{app}, %{app} shop",
    "%{at:yyyy-MM-dd/HH}, 2026-01-02/02",
    "%{ms:yyyy}, 1970",
    "%{timestamp:yyyy}, 2026",
    "%{none},",
    "%{app}%{none},",
    "%{app:yyyy},"
  })
  void aValueIsMadeOfHeaders(String template, String value) throws Exception {
    Map<String, String> headers =
        output(bench.create("add.new", template, "timestampFrom", "at"), source).headers();

    assertThat(headers.get("new")).isEqualTo(value);
  }

  @Test
  void theFirstStepTakesNothingAwayFromATemplate() throws Exception {
    assertThat(output(bench.create("remove", "*", "add.new", "%{app}"), source).headers())
        .containsExactly(Map.entry("new", "shop"));
  }

  @Test
  void theHostIsTheEventsOrElseTheAgents() throws Exception {
    String own = InetAddress.getLocalHost().getHostAddress();

    assertThat(output(bench.create("add.new", "%{host}"), source).headers())
        .containsEntry("new", own);
    assertThat(
            output(bench.create("add.new", "%{host}"), source.withHeader("host", "web")).headers())
        .containsEntry("new", "web");
  }

  @Test
  void theTimeIsTheEventsOrElseTheAgentsIfThatIsWanted() throws Exception {
    String[] keys = {"add.new", "%{timestamp:yyyy HH}", "timeZone", "Europe/Berlin"};

    assertThat(output(bench.create(keys), source.withHeader("timestamp", "0")).headers())
        .containsEntry("new", "1970 01");
    assertThat(output(bench.create(keys), source)).isSameAs(source);
    assertThat(
            output(
                    bench.create(
                        "add.new", "%{timestamp}", "timestampDefault", "now", "remove", "q"),
                    source)
                .headers())
        .containsEntry("new", Long.toString(NOW));
  }

  @Test
  void aHeaderIsRenamedByOthers() throws Exception {
    assertThat(output(bench.create("keep", "a.b", "rename.a.b", "%{app}.b"), source).headers())
        .containsExactly(Map.entry("shop.b", "x"));
    assertThat(output(bench.create("rename.a.b", "%{none}.b"), source)).isSameAs(source);
    assertThat(
            output(bench.create("rename.app", "%{a.b}", "rename.at", "%{a.b}"), source).headers())
        .as("the second stays under its name")
        .containsEntry("x", "shop")
        .containsKey("at");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%{", "%{}", "%{app", "%{app:}", "%{:yyyy}", "%{at:yyyy-QQQQQQQQ}", "%{at:b}"})
  void aTemplateThatCantBeMeantIsRefused(String template) {
    assertThat(bench.refusal("add.new", template))
        .hasMessageStartingWith(
            "add.new has the value '" + template + "'; allowed: a text in which");
    assertThat(bench.refusal("rename.app", template).key()).isEqualTo("rename.app");
  }

  @Test
  void aZoneThatThereIsNotIsRefused() {
    assertThat(bench.refusal("add.new", "x", "timeZone", "Mars").key()).isEqualTo("timeZone");
  }
}
