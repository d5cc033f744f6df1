package org.apache.spark.streaming.flume.sink.spi.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "*, \"\", true",
        "*, anything, true",
        "?, \"\", false",
        "?, a, true",
        "?, ab, false",
        "a*c, ac, true",
        "a*c, abbbc, true",
        "a*c, abcd, false",
        "*.id, app.id, true",
        "*.id, appxid, false",
        "x-*-y*, x-1-2-y, true",
        "x-*-y*, x-y, false",
        "a**b, ab, true",
        "*ab*ab, abxab, true",
        "*ab*ab, abx, false",
        "a?c*, abc, true",
        "[ab], a, false",
        "plain, plain, true",
        "plain, Plain, false",
        "\"\", \"\", true",
        "\"\", a, false"
      })
  void aGlobMatchesWholeTexts(String glob, String text, boolean matches) {
    assertThat(new Glob(glob).matches(text)).isEqualTo(matches);
  }

  @Test
  @Timeout(20)
  void manyStarsDoNotRunAway() {
    assertThat(new Glob("*a".repeat(30) + "b").matches("a".repeat(100_000))).isFalse();
  }
}
