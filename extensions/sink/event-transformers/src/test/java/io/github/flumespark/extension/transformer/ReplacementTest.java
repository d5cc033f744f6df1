package io.github.flumespark.extension.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.spi.match.BoundedRegex;
import org.apache.spark.streaming.flume.sink.spi.match.RegexLimitException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplacementTest {

  @Test
  void theTextItselfComesBackWhereNothingMatches() {
    String text = new String("nothing here");

    assertThat(Replacement.parse("#", 0).ofAll(regex("x|\\b"), text)).isSameAs(text);
  }

  @Test
  void aRegexThatRunsAwayEndsInAReplacementToo() {
    String text = "a".repeat(5_000);
    Replacement replacement = Replacement.parse("***", 1);

    assertThatThrownBy(() -> replacement.ofAll(regex("(a|aa)+\\1?b"), text))
        .isInstanceOf(RegexLimitException.class);
  }

  private static BoundedRegex regex(String regex) {
    return new BoundedRegex(Pattern.compile(regex), BoundedRegex.DEFAULT_MAX_STEPS);
  }
}
