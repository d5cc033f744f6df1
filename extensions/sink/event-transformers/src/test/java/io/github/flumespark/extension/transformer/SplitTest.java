package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.bodies;
import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.output;
import static io.github.flumespark.extension.transformer.Bench.outputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

  private final Bench bench = new Bench(new SplitFactory());

  @Test
  void linesBecomeEventsWithAllTheHeaders() throws Exception {
    List<SinkEvent> parts = outputs(bench.create(), event("a\nbc\nd\n", "host", "h1", "k", "v"));

    assertThat(bodies(parts)).containsExactly("a", "bc", "d");
    assertThat(parts)
        .allSatisfy(part -> assertThat(part.headers()).isEqualTo(Map.of("host", "h1", "k", "v")));
  }

  @Test
  void anEventWithoutTheDelimiterIsPassedAsItIs() throws Exception {
    SinkEvent line = event("one line", "k", "v");
    SinkEvent empty = event("", "k", "v");

    assertThat(output(bench.create(), line)).isSameAs(line);
    assertThat(output(bench.create(), empty)).isSameAs(empty);
  }

  @Test
  void emptyPartsAreLeftOutOrKept() throws Exception {
    EventTransformer without = bench.create("delimiter", ",");
    EventTransformer with = bench.create("delimiter", ",", "keepEmpty", "true");

    assertThat(bodies(outputs(without, event(",a,,b,")))).containsExactly("a", "b");
    assertThat(bodies(outputs(with, event(",a,,b,")))).containsExactly("", "a", "", "b", "");
    assertThat(outputs(without, event(",,"))).isEmpty();
    assertThat(bodies(outputs(with, event(",,")))).containsExactly("", "", "");
  }

  @Test
  void aDelimiterMayBeLongAndOverlapItself() throws Exception {
    EventTransformer split = bench.create("delimiter", "aab");

    assertThat(bodies(outputs(split, event("xaaabyaabaabaa")))).containsExactly("xa", "y", "aa");
  }

  @Test
  void aDelimiterMayBeAnyBytes() throws Exception {
    SinkEvent body = SinkEvent.of(Map.of(), new byte[] {1, 0, (byte) 0xfe, 2, 0, 3});

    assertThat(outputs(bench.create("delimiter", "\\x00\\xFE"), body))
        .extracting(Bench::bytes)
        .containsExactly(new byte[] {1}, new byte[] {2, 0, 3});
    assertThat(bodies(outputs(bench.create("delimiter", "\\r\\n"), event("a\r\nb\nc"))))
        .containsExactly("a", "b\nc");
    assertThat(bodies(outputs(bench.create("delimiter", "\\\\"), event("a\\b"))))
        .containsExactly("a", "b");
    assertThat(bodies(outputs(bench.create("delimiter", "→"), event("a→b"))))
        .containsExactly("a", "b");
  }

  @Test
  void partsAreNumberedWhereThatIsAskedFor() throws Exception {
    EventTransformer split = bench.create("indexHeader", "part");

    assertThat(outputs(split, event("a\n\nb", "part", "old")))
        .extracting(part -> part.headers().get("part"))
        .containsExactly("0", "1");
    assertThat(output(split, event("a", "k", "v")).headers())
        .isEqualTo(Map.of("k", "v", "part", "0"));
  }

  @Test
  void tooManyPartsAreAnErrorAndAsManyAsAllowedAreNot() throws Exception {
    EventTransformer split = bench.create("maxParts", "3");

    assertThat(outputs(split, event("1\n2\n\n3\n"))).hasSize(3);
    assertThatThrownBy(() -> outputs(split, event("1\n2\n3\n4")))
        .isInstanceOf(Split.TooManyPartsException.class)
        .hasMessage("A body of 7 bytes has more than 3 parts, the limit that maxParts sets");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\", "\\q", "\\x", "\\x1", "\\xzz", "ab\\"})
  void aBrokenEscapeIsRefused(String delimiter) {
    assertThat(bench.refusal("delimiter", delimiter))
        .hasMessageStartingWith("delimiter has the value '" + delimiter + "'; allowed: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000001"})
  void aLimitOutOfBoundsIsRefused(String maxParts) {
    assertThat(bench.refusal("maxParts", maxParts))
        .hasMessageContaining("allowed: a whole number from 1 to 1000000");
  }
}
