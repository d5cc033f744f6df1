package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.SinkAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlumeOffsetTest {

  private static final PartitionId NAMED =
      new PartitionId(new SinkAddress("agent-1.example", 9999), 0);
  private static final PartitionId IPV6 = new PartitionId(new SinkAddress("fe80::1", 65535), 12);

  @Test
  void itsJsonSaysAll() {
    FlumeOffset offset = new FlumeOffset(12, List.of(NAMED, IPV6), 500);
    FlumeOffset read = FlumeOffset.parse(offset.json());
    assertThat(read).isEqualTo(offset).hasSameHashCodeAs(offset);
    assertThat(read.epoch()).isEqualTo(12);
    assertThat(read.partitions()).containsExactly(NAMED, IPV6);
    assertThat(read.share(0) + read.share(1)).isEqualTo(500);
  }

  @Test
  void itsJsonStaysReadable() {
    assertThat(new FlumeOffset(3, List.of(IPV6), 0).json())
        .isEqualTo("{\"version\":1,\"epoch\":3,\"partitions\":[\"fe80++1-65535-12\"]}");
    assertThat(FlumeOffset.parse("{\"version\":1,\"epoch\":0}")).isEqualTo(FlumeOffset.INITIAL);
  }

  @Test
  void sharesAddUpToTheLimit() {
    FlumeOffset offset = new FlumeOffset(1, List.of(NAMED, IPV6, NAMED), 11);
    assertThat(List.of(offset.share(0), offset.share(1), offset.share(2)))
        .containsExactly(4L, 4L, 3L);
    assertThat(new FlumeOffset(1, List.of(NAMED), 0).share(0)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "7",
        "{\"epoch\":1}",
        "{\"version\":2,\"epoch\":1}",
        "{\"version\":1,\"epoch\":\"x\"}",
        "{\"version\":1,\"epoch\":1,\"partitions\":[\"nonsense\"]}",
        "{\"version\":1,\"epoch\":1,\"partitions\":[\"host-99999999999-0\"]}"
      })
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> FlumeOffset.parse(json)).isInstanceOf(IllegalArgumentException.class);
  }
}
