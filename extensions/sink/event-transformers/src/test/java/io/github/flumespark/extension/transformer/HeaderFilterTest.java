package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.headers;
import static io.github.flumespark.extension.transformer.Bench.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderFilterTest {

  private static final long NOW = 1_764_000_000_123L;

  private final Bench bench = new Bench(new HeaderFilterFactory(() -> NOW));
  private final SinkEvent source =
      event("body", "app.id", "7", "app.secret", "s3cr3t", "level", "INFO", "time", "5");

  @Test
  void headersAreKeptByNameAndGlob() throws Exception {
    assertThat(filtered("keep", "level app.*, nothing"))
        .isEqualTo(headers("app.id", "7", "app.secret", "s3cr3t", "level", "INFO"));
    assertThat(filtered("keep", "nothing")).isEmpty();
  }

  @Test
  void headersAreRemovedByNameAndGlob() throws Exception {
    assertThat(filtered("remove", "level,app.se?ret"))
        .isEqualTo(headers("app.id", "7", "time", "5"));
  }

  @Test
  void headersAreChosenByARegexOnTheWholeName() throws Exception {
    assertThat(filtered("keepRegex", "app\\.(id|secret)|lev"))
        .isEqualTo(headers("app.id", "7", "app.secret", "s3cr3t"));
    assertThat(filtered("removeRegex", "app\\..*|LEVEL"))
        .isEqualTo(headers("level", "INFO", "time", "5"));
  }

  @Test
  void removingWinsOverKeeping() throws Exception {
    assertThat(filtered("keep", "app.*", "keepRegex", "time", "remove", "*.secret"))
        .isEqualTo(headers("app.id", "7", "time", "5"));
  }

  @Test
  void anEventThatNothingHappensToIsPassedAsItIs() throws Exception {
    assertThat(
            output(
                bench.create("remove", "x", "rename.y", "z", "add.level", "DEBUG", "keep", "*"),
                source))
        .isSameAs(source);
  }

  @Test
  void theBodyStaysTheSame() throws Exception {
    SinkEvent out = output(bench.create("remove", "*", "add.a", "b"), source);

    assertThat(out).isEqualTo(event("body", "a", "b"));
  }

  @Test
  void aHeaderIsRenamed() throws Exception {
    assertThat(filtered("keep", "app.id", "rename.app.id", "app")).isEqualTo(headers("app", "7"));
  }

  @Test
  void aHeaderThatIsThereWinsOverARenamedOneWhichStays() throws Exception {
    assertThat(filtered("keep", "time level", "rename.time", "level"))
        .isEqualTo(headers("time", "5", "level", "INFO"));
  }

  @Test
  void aRenamedHeaderWinsWhereExistingOnesAreNotPreserved() throws Exception {
    assertThat(filtered("keep", "time level", "rename.time", "level", "preserveExisting", "false"))
        .isEqualTo(headers("level", "5"));
  }

  @Test
  void aRemovedHeaderIsNotInTheWayOfARenamedOne() throws Exception {
    assertThat(filtered("keep", "time", "rename.time", "level")).isEqualTo(headers("level", "5"));
  }

  @Test
  void constantsAreAddedAfterRemovingAndRenaming() throws Exception {
    assertThat(
            filtered(
                "remove",
                "app.* time dc",
                "rename.level",
                "severity",
                "add.dc",
                "ber 1",
                "add.level",
                "none",
                "add.severity",
                "never"))
        .isEqualTo(headers("severity", "INFO", "dc", "ber 1", "level", "none"));
  }

  @Test
  void constantsReplaceWhatIsThereIfToldSo() throws Exception {
    assertThat(filtered("keep", "level", "add.level", "DEBUG", "preserveExisting", "false"))
        .isEqualTo(headers("level", "DEBUG"));
  }

  @Test
  void theAgentsAddressOrNameIsAdded() throws Exception {
    InetAddress host = InetAddress.getLocalHost();

    assertThat(filtered("keep", "none", "hostHeader", "host"))
        .isEqualTo(headers("host", host.getHostAddress()));
    assertThat(filtered("keep", "none", "hostHeader", "host", "useIP", "false"))
        .isEqualTo(headers("host", host.getCanonicalHostName()));
    assertThat(output(bench.create("hostHeader", "level"), source)).isSameAs(source);
  }

  @ParameterizedTest
  @CsvSource({
    "1764000000123, 1764000000123",
    "' 17 ', 17",
    "-5, -5",
    "2025-11-24T16:00:00.123Z, 1764000000123",
    "2025-11-24T17:00:00.123456+01:00, 1764000000123",
    "2025-11-24T16:00:00, none",
    "2025-11-24, none",
    "yesterday, none",
    "'', none",
    "99999999999999999999, none",
    "+999999999-01-01T00:00:00Z, none"
  })
  void aTimeIsReadFromAHeader(String value, String millis) throws Exception {
    SinkEvent dated = event("body", "eventTime", value);
    Map<String, String> expected = millis.equals("none") ? headers() : headers("timestamp", millis);

    assertThat(
            output(
                    bench.create(
                        "remove", "eventTime",
                        "timestampHeader", "timestamp",
                        "timestampFrom", "t0 eventTime"),
                    dated)
                .headers())
        .isEqualTo(expected);
  }

  @Test
  void theFirstReadableTimeCountsAndTheClockIsTheLastResort() throws Exception {
    String[] keys = {
      "timestampHeader",
      "timestamp",
      "timestampFrom",
      "level time app.id",
      "timestampDefault",
      "now"
    };

    assertThat(filtered(keys)).containsEntry("timestamp", "5");
    assertThat(output(bench.create(keys), event("x")).headers())
        .isEqualTo(headers("timestamp", Long.toString(NOW)));
    assertThat(output(bench.create(keys), event("x", "timestamp", "early")).headers())
        .isEqualTo(headers("timestamp", "early"));
  }

  @Test
  void aTimeIsNormalisedInPlaceIfToldSo() throws Exception {
    SinkEvent dated = event("x", "timestamp", "2025-11-24T16:00:00.123Z");

    assertThat(
            output(
                    bench.create(
                        "timestampHeader", "timestamp",
                        "timestampFrom", "timestamp",
                        "preserveExisting", "false"),
                    dated)
                .headers())
        .isEqualTo(headers("timestamp", Long.toString(NOW)));
  }

  private Map<String, String> filtered(String... keysAndValues) throws Exception {
    return output(bench.create(keysAndValues), source).headers();
  }
}
