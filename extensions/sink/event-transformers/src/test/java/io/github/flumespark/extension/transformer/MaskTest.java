package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.bytes;
import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.output;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.match.RegexLimitException;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {

  private static final String CARD = "[0-9]{12}([0-9]{4})";

  private final Bench bench = new Bench(new MaskFactory());
  private final SinkEvent source =
      event("card 4111111111111111, ok", "card", "4222222222222222", "id", "17");

  @Test
  void headersAndBodyAreMasked() throws Exception {
    assertThat(output(bench.create("regex", CARD), source))
        .isEqualTo(event("card ***, ok", "card", "***", "id", "17"));
  }

  @Test
  void partsOfAMatchMayStay() throws Exception {
    assertThat(output(bench.create("regex", CARD, "replacement", "[$1 $$]"), source))
        .isEqualTo(event("card [1111 $], ok", "card", "[2222 $]", "id", "17"));
    assertThat(output(bench.create("regex", "(b)|a", "replacement", "<$1>"), event("ab")))
        .isEqualTo(event("<><b>"));
  }

  @Test
  void theBodyMayBeLeftAlone() throws Exception {
    assertThat(output(bench.create("regex", CARD, "body", "false"), source))
        .isEqualTo(event("card 4111111111111111, ok", "card", "***", "id", "17"));
  }

  @Test
  void headersMayBeLeftAloneOrChosen() throws Exception {
    assertThat(output(bench.create("regex", "[0-9]+", "headers", "none"), source).headers())
        .isEqualTo(source.headers());
    assertThat(output(bench.create("regex", "[0-9]+", "headers", "i?, x"), source))
        .isEqualTo(event("card ***, ok", "card", "4222222222222222", "id", "***"));
  }

  @Test
  void anEventWithoutAMatchIsPassedAsItIs() throws Exception {
    SinkEvent harmless = event("nothing", "k", "v", "empty", "");
    SinkEvent empty = event("");

    assertThat(output(bench.create("regex", CARD), harmless)).isSameAs(harmless);
    assertThat(output(bench.create("regex", CARD), empty)).isSameAs(empty);
  }

  @Test
  void bytesThatAreNotTextStayAsTheyAre() throws Exception {
    byte[] body = "\0\u00ff\u00fe4111111111111111\u0080\u00c3".getBytes(ISO_8859_1);

    for (String charset : new String[] {"UTF-8", "ISO-8859-1", "US-ASCII"}) {
      SinkEvent out =
          output(bench.create("regex", CARD, "charset", charset), SinkEvent.of(Map.of(), body));

      assertThat(bytes(out)).isEqualTo("\0\u00ff\u00fe***\u0080\u00c3".getBytes(ISO_8859_1));
    }
  }

  @Test
  void aBodyIsReadInItsCharset() throws Exception {
    assertThat(output(bench.create("regex", "ü+", "replacement", "…"), event("grüün 😀")))
        .isEqualTo(event("gr…n 😀"));
  }

  @Test
  @Timeout(60)
  void aRegexThatRunsAwayEndsWithAClearException() {
    EventTransformer mask = bench.create("regex", "(a+)+$");
    String text = "a".repeat(100_000) + "!";

    assertThatThrownBy(() -> output(mask, event(text)))
        .isInstanceOf(RegexLimitException.class)
        .hasMessageStartingWith("The regex '(a+)+$' was given up on a text of 100001 characters");
    assertThatThrownBy(() -> output(mask, event("", "h", text)))
        .isInstanceOf(RegexLimitException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "(", "a*", "|x", "^"})
  void aRegexThatIsMissingBrokenOrMatchesNothingnessIsRefused(String regex) {
    assertThat(bench.refusal("regex", regex).key()).isEqualTo("regex");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$", "a$", "$0", "$2", "$a", "${1}", "\\$"})
  void aReplacementWithAStrayDollarSignIsRefused(String replacement) {
    assertThat(bench.refusal("regex", "(a)", "replacement", replacement))
        .hasMessageContaining("one of the regex's 1 groups");
  }

  @Test
  void aReplacementThatTheCharsetDoesNotHaveIsRefused() {
    assertThat(bench.refusal("regex", "a", "replacement", "€", "charset", "ISO-8859-1").key())
        .isEqualTo("replacement");
    assertThat(
            bench.create(
                "regex", "a", "replacement", "€", "charset", "ISO-8859-1", "body", "false"))
        .isNotNull();
  }

  @Test
  void aMaskWithNothingToMaskIsRefused() {
    assertThat(bench.refusal("regex", "a", "body", "false", "headers", "none"))
        .hasMessageStartingWith("body has the value 'false'; allowed: true");
  }

  @Test
  void otherBadValuesAreRefused() {
    assertThat(bench.refusal("regex", "a", "body", "no").key()).isEqualTo("body");
    assertThat(bench.refusal("regex", "a", "charset", "?").key()).isEqualTo("charset");
    assertThat(bench.refusal("regex", "a", "maxSteps", "0").key()).isEqualTo("maxSteps");
  }
}
