package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedConfigTest {

  private final KeyedConfig config =
      new KeyedConfig(
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

  private static KeyedConfig of(String value) {
    return new KeyedConfig(Map.of("key", value));
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(ExtensionConfigException.class)
        .hasMessageContaining(message);
  }
}
