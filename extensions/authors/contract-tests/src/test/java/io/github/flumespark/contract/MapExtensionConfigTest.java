package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** It reads values as the sink's own configuration does. */
class MapExtensionConfigTest {

  private final MapExtensionConfig config =
      new MapExtensionConfig(
          Map.of(
              "text", " a b ", "number", "-7", "flag", "TRUE", "list", ", a,b  c", "blank", " "));

  @Test
  void readsWhatIsSet() {
    assertThat(config.getString("text")).isEqualTo("a b");
    assertThat(config.getInt("number", 1)).isEqualTo(-7);
    assertThat(config.getLong("number", 1)).isEqualTo(-7);
    assertThat(config.getBoolean("flag", false)).isTrue();
    assertThat(config.getList("list")).containsExactly("a", "b", "c");
  }

  @Test
  void givesTheDefaultForWhatIsMissingOrBlank() {
    assertThat(config.getString("blank", null)).isNull();
    assertThat(config.getInt("missing", 1)).isEqualTo(1);
    assertThat(config.getDuration("blank", Duration.ZERO)).isZero();
    assertThat(config.getList("missing")).isEmpty();
    assertThatThrownBy(() -> config.getString("blank"))
        .isInstanceOf(ExtensionConfigException.class);
  }

  @ParameterizedTest
  @CsvSource({"17, 17", "2 KiB, 2048", "4MiB, 4194304", "8  GiB, 8589934592"})
  void readsSizes(String value, long bytes) {
    assertThat(of(value).getBytes("key", -1)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"5 ns, PT0.000000005S", "200 ms, PT0.2S", "2min, PT2M", "1 h, PT1H"})
  void readsDurations(String value, Duration duration) {
    assertThat(of(value).getDuration("key", null)).isEqualTo(duration);
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatThrownBy(() -> of("4 MB").getBytes("key", 1)).hasMessageContaining("'4 MB'");
    assertThatThrownBy(() -> of("9223372036854775807 KiB").getBytes("key", 1))
        .isInstanceOf(ExtensionConfigException.class);
    assertThatThrownBy(() -> of("5").getDuration("key", null)).hasMessageContaining("200 ms");
    assertThatThrownBy(() -> of("x").getInt("key", 1)).hasMessageContaining("whole number");
    assertThatThrownBy(() -> of("yes").getBoolean("key", true)).hasMessageContaining("true or");
  }

  @Test
  void remembersWhatWasAskedFor() {
    assertThat(config.keys()).containsExactlyInAnyOrder("text", "number", "flag", "list");

    config.getString("text", null);
    config.getInt("missing", 1);

    assertThat(config.unread()).containsExactly("blank", "flag", "list", "number");
    assertThat(config.asked()).containsExactly("missing", "text");
  }

  private static MapExtensionConfig of(String value) {
    return new MapExtensionConfig(Map.of("key", value));
  }
}
