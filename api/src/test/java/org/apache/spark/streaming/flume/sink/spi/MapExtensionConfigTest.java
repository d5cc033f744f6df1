package org.apache.spark.streaming.flume.sink.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapExtensionConfigTest {

  private final MapExtensionConfig config =
      new MapExtensionConfig(
          Map.of(
              "text", " a b ", "number", "-7", "flag", "TRUE", "list", ", a,b  c,", "blank", " "));

  @Test
  void readsWhatIsSet() {
    assertThat(config.getString("text")).isEqualTo("a b");
    assertThat(config.getString("text", "x")).isEqualTo("a b");
    assertThat(config.getInt("number", 1)).isEqualTo(-7);
    assertThat(config.getLong("number", 1)).isEqualTo(-7);
    assertThat(config.getBoolean("flag", false)).isTrue();
    assertThat(config.getList("list")).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "blank"})
  void givesTheDefaultForWhatIsMissingOrBlank(String key) {
    assertThat(config.getString(key, null)).isNull();
    assertThat(config.getInt(key, 1)).isEqualTo(1);
    assertThat(config.getLong(key, 2)).isEqualTo(2);
    assertThat(config.getBoolean(key, true)).isTrue();
    assertThat(config.getBytes(key, -1)).isEqualTo(-1);
    assertThat(config.getDuration(key, null)).isNull();
    assertThat(config.getList(key)).isEmpty();
    refuses(() -> config.getString(key), key + " is not set; allowed: a text");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "17B, 17",
    "2 KiB, 2048",
    "4MiB, 4194304",
    "8  GiB, 8589934592",
  })
  void readsBytes(String value, long bytes) {
    assertThat(of(value).getBytes("key", -1)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"4 MB", "4 mib", "-1", "1.5 KiB", "KiB", "9223372036854775807 KiB", "1 s"})
  void refusesWhatIsNoSize(String value) {
    refuses(
        () -> of(value).getBytes("key", -1),
        "key has the value '" + value + "'; allowed: a size such as 4 MiB");
  }

  @ParameterizedTest
  @CsvSource({
    "5 ns, PT0.000000005S",
    "5us, PT0.000005S",
    "200 ms, PT0.2S",
    "3s, PT3S",
    "2 min, PT2M",
    "1 h, PT1H",
    "0 s, PT0S",
  })
  void readsDurations(String value, Duration duration) {
    assertThat(of(value).getDuration("key", null)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5 m", "-5 s", "1.5 s", "5 S", "9223372036854775807 h"})
  void refusesWhatIsNoDuration(String value) {
    refuses(
        () -> of(value).getDuration("key", null),
        "key has the value '" + value + "'; allowed: a length of time such as 200 ms");
  }

  @Test
  void refusesWhatIsNoNumberAndNoFlag() {
    refuses(() -> of("x").getInt("key", 1), "key has the value 'x'; allowed: a whole number");
    refuses(() -> of("2147483648").getInt("key", 1), "allowed: a whole number from -2147483648");
    refuses(() -> of("1e3").getLong("key", 1), "key has the value '1e3'; allowed: a whole number");
    refuses(() -> of("yes").getBoolean("key", true), "'yes'; allowed: true or false");
  }

  @ParameterizedTest
  @CsvSource({"1, true", "100, true", "0, false", "101, false", "-5, false", "x, false"})
  void aNumberInARangeIsBetweenItsBounds(String value, boolean allowed) {
    if (allowed) {
      assertThat(of(value).getInt("key", 7, 1, 100)).isEqualTo(Integer.parseInt(value));
      assertThat(of(value).getLong("key", 7, 1, 100)).isEqualTo(Long.parseLong(value));
      return;
    }
    String message = "key has the value '" + value + "'; allowed: a whole number from 1 to 100";
    refuses(() -> of(value).getInt("key", 7, 1, 100), message);
    refuses(() -> of(value).getLong("key", 7, 1, 100), message);
  }

  @Test
  void aRangeWithoutAnEndIsToldByItsBeginning() {
    refuses(() -> of("0").getInt("key", 1, 1, Integer.MAX_VALUE), "a whole number of 1 or more");
    refuses(() -> of("0").getLong("key", 1, 1, Long.MAX_VALUE), "a whole number of 1 or more");
    refuses(() -> of("0").getBytes("key", 1, 1, Long.MAX_VALUE), "MiB or GiB; 1 B or more");
  }

  @Test
  void sizesAndTimesInARangeAreToldWithTheUnitOfTheirBounds() {
    assertThat(of("1 MiB").getBytes("key", 1, 1, 4 << 20)).isEqualTo(1 << 20);
    refuses(
        () -> of("5 MiB").getBytes("key", 1, 1, 4 << 20),
        "'5 MiB'; allowed: a size such as 4 MiB: a whole number and B (or no unit), KiB, MiB or"
            + " GiB; from 1 B to 4 MiB");
    Duration most = Duration.ofHours(24);
    assertThat(of("24 h").getDuration("key", null, Duration.ofMillis(1), most)).isEqualTo(most);
    refuses(
        () -> of("25 h").getDuration("key", null, Duration.ofMillis(1), most),
        "'25 h'; allowed: a length of time such as 200 ms: a whole number and ns, us, ms, s, min"
            + " or h; from 1 ms to 24 h");
    refuses(
        () -> of("0 s").getDuration("key", null, Duration.ofMillis(1500), Duration.ofSeconds(90)),
        "; from 1500 ms to 90 s");
  }

  @Test
  void aDefaultNeedNotBeInTheRange() {
    assertThat(config.getInt("missing", -1, 1, 100)).isEqualTo(-1);
    assertThat(config.getBytes("missing", Long.MAX_VALUE, 1, 100)).isEqualTo(Long.MAX_VALUE);
    assertThat(config.getDuration("missing", null, Duration.ZERO, Duration.ZERO)).isNull();
  }

  @Test
  void oneOfSomeWordsIsGivenAsItStandsAmongTheChoices() {
    assertThat(of("Keep").getChoice("key", List.of("keep", "drop"))).isEqualTo("keep");
    assertThat(of("DROP").getChoice("key", "keep", List.of("keep", "drop"))).isEqualTo("drop");
    assertThat(config.getChoice("missing", "keep", List.of("keep", "drop"))).isEqualTo("keep");
    assertThat(config.getChoice("missing", null, List.of("keep", "drop"))).isNull();
    refuses(
        () -> of("pass").getChoice("key", "keep", List.of("keep", "drop")),
        "key has the value 'pass'; allowed: keep or drop");
    refuses(
        () -> config.getChoice("missing", List.of("keep", "drop")),
        "missing is not set; allowed: keep or drop");
  }

  private enum Mode {
    FIRST,
    SECOND_TO_LAST
  }

  @Test
  void oneOfAnEnumsConstantsIsWrittenInAnyCaseAndWithHyphens() {
    assertThat(of("second-to-LAST").getChoice("key", Mode.class)).isEqualTo(Mode.SECOND_TO_LAST);
    assertThat(of("first").getChoice("key", Mode.class, null)).isEqualTo(Mode.FIRST);
    assertThat(config.getChoice("missing", Mode.class, Mode.FIRST)).isEqualTo(Mode.FIRST);
    refuses(
        () -> of("last").getChoice("key", Mode.class, Mode.FIRST),
        "key has the value 'last'; allowed: first or second-to-last");
    refuses(
        () -> config.getChoice("missing", Mode.class),
        "missing is not set; allowed: first or second-to-last");
  }

  @Test
  void remembersWhatWasRead() {
    assertThat(config.keys()).containsExactlyInAnyOrder("text", "number", "flag", "list");
    assertThat(config.unread()).hasSize(5);

    config.getString("text", null);
    config.getInt("missing", 1);

    assertThat(config.unread()).containsExactly("blank", "flag", "list", "number");
    assertThat(config.asked()).containsExactlyInAnyOrder("text", "missing");
  }

  @Test
  void itsKeysCannotBeChanged() {
    assertThatThrownBy(() -> config.keys().remove("text"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void helpsWithTheExtensionsOwnChecks() {
    assertThat(config.invalid("number", "a number above 0"))
        .hasMessage("number has the value '-7'; allowed: a number above 0");
  }

  private static MapExtensionConfig of(String value) {
    return new MapExtensionConfig(Map.of("key", value));
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(ExtensionConfigException.class)
        .hasMessageContaining(message);
  }
}
