package org.apache.spark.streaming.flume.sink.spi.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BoundedRegexTest {

  private static final long STEPS = 1_000_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(a+)+b",
        "^(a|aa)+$",
        "(a|a)*b",
        "(.*)*\\1c",
        "(a*)*\\1b",
        "a*a*a*a*a*a*b",
        "(?:a|b|ab)*c"
      })
  void aRegexThatRunsAwayEndsWithAClearException(String regex) {
    BoundedRegex safe = new BoundedRegex(Pattern.compile(regex), STEPS);
    String text = "a".repeat(100_000) + "!";

    assertThatThrownBy(() -> safe.find(text))
        .isInstanceOf(RegexLimitException.class)
        .hasMessageContaining("'" + regex + "'")
        .hasMessageContaining("100001 characters")
        .hasMessageNotContaining("aaaa");
  }

  @Test
  void theExceptionNamesTheLimitAndTheKeyThatRaisesIt() {
    BoundedRegex safe = new BoundedRegex(Pattern.compile("a*a*a*b"), 1_000);

    assertThatThrownBy(() -> safe.find("a".repeat(500)))
        .hasMessage(
            "The regex 'a*a*a*b' was given up on a text of 500 characters: it looked at more than"
                + " 51000 of them; rewrite it without nested repetitions, or raise maxSteps");
  }

  @Test
  void itEndsInAnySearchAndInAWholeMatchToo() {
    BoundedRegex safe = new BoundedRegex(Pattern.compile("(a|aa)+\\1?b"), STEPS);
    String text = "a".repeat(5_000);

    assertThatThrownBy(() -> safe.search(text, matcher -> matcher.results().count()))
        .isInstanceOf(RegexLimitException.class);
    assertThatThrownBy(() -> safe.matches(text)).isInstanceOf(RegexLimitException.class);
  }

  @Test
  void aRepetitionThatUsesUpTheStackIsAnExceptionToo() {
    BoundedRegex safe = new BoundedRegex(Pattern.compile("(?:a|b)*c"), Integer.MAX_VALUE);

    assertThatThrownBy(() -> safe.find("ab".repeat(500_000)))
        .isInstanceOf(RegexLimitException.class)
        .hasMessageContaining("stack");
  }

  @Test
  void aLongTextIsNoErrorForAHarmlessRegex() {
    BoundedRegex safe = new BoundedRegex(Pattern.compile("[0-9]{16}"), 1_000);
    String text = "x".repeat(5_000_000) + "4111111111111111";

    assertThat(safe.find(text)).isTrue();
    assertThat(safe.<String>search(text, matcher -> matcher.replaceAll("#")))
        .hasSize(5_000_001)
        .endsWith("x#");
  }

  @Test
  void itFindsWhatAPlainMatcherFinds() {
    String text = "a1 b22 c333 a4";
    for (String regex :
        new String[] {"[a-c][0-9]", "^a", "4$", "(b)(2)\\2", "z", "(?<=b)2", ".*"}) {
      Pattern pattern = Pattern.compile(regex);
      BoundedRegex safe = new BoundedRegex(pattern, STEPS);

      assertThat(safe.find(text)).as(regex).isEqualTo(pattern.matcher(text).find());
      assertThat(safe.matches(text)).as(regex).isEqualTo(pattern.matcher(text).matches());
    }
  }
}
