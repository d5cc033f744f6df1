package io.github.flumespark.sql.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.read.Position;
import io.github.flumespark.sql.read.Share;
import io.github.flumespark.sql.segment.PartitionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlumeOffsetTest {

  private static final PartitionId NAMED =
      new PartitionId(new SinkAddress("agent-1.example", 9999), 0);
  private static final PartitionId IPV6 = new PartitionId(new SinkAddress("fe80::1", 65535), 12);

  private static final long ANY = Long.MAX_VALUE;

  @Test
  void itsJsonSaysAll() {
    List<Share> shares = List.of(new Share(NAMED, 5, ANY, 1 << 20), new Share(IPV6, 0, 500, ANY));
    FlumeOffset offset = new FlumeOffset(12, shares);
    FlumeOffset read = FlumeOffset.parse(offset.json());
    assertThat(read).isEqualTo(offset).hasSameHashCodeAs(offset);
    assertThat(read.epoch()).isEqualTo(12);
    assertThat(read.shares()).isEqualTo(shares);
  }

  @Test
  void itsJsonStaysReadable() {
    assertThat(new FlumeOffset(3, List.of(new Share(IPV6, 7, 9, ANY))).json())
        .isEqualTo(
            "{\"version\":2,\"epoch\":3,\"partitions\":"
                + "[{\"id\":\"fe80++1-65535-12\",\"target\":7,\"maxEvents\":9}]}");
  }

  @Test
  void oneOfRealTimeModeSaysHowFarEachPartitionWasRead() {
    Position first = new Position(NAMED, 6, 3, 17);
    Position second = Position.startOf(IPV6, 8);
    FlumeOffset read = FlumeOffset.parse(FlumeOffset.realTime(7, List.of(first, second)).json());
    assertThat(read.epoch()).isEqualTo(7);
    assertThat(read.positions()).containsExactly(first, second);
    assertThat(read.following(NAMED)).isEqualTo(first);
    assertThat(read.following(new PartitionId(new SinkAddress("new", 1), 0)).epoch()).isEqualTo(8);
    assertThat(read.settled()).as("the last epoch that may be removed").isEqualTo(5);
    assertThat(new FlumeOffset(7, List.of()).settled()).isEqualTo(7);
  }

  @Test
  void oneOfTheFirstVersionIsReadAndStaysAsItIs() {
    String json =
        "{\"version\":1,\"epoch\":3,\"maxEvents\":10,"
            + "\"partitions\":[\"agent-1.example-9999-0\",\"fe80++1-65535-12\"]}";
    FlumeOffset read = FlumeOffset.parse(json);
    assertThat(read.shares())
        .containsExactly(new Share(NAMED, 0, 5, ANY), new Share(IPV6, 0, 5, ANY));
    assertThat(read.json()).isEqualTo(json);
    assertThat(FlumeOffset.parse("{\"version\":1,\"epoch\":3,\"partitions\":[\"a-1-0\"]}").shares())
        .containsExactly(Share.ofAll(new PartitionId(new SinkAddress("a", 1), 0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "7",
        "{\"epoch\":1}",
        "{\"version\":4,\"epoch\":1}",
        "{\"version\":3,\"epoch\":1,\"positions\":[{\"epoch\":1}]}",
        "{\"version\":2,\"epoch\":1,\"partitions\":[{\"target\":1}]}",
        "{\"version\":1,\"epoch\":\"x\"}",
        "{\"version\":1,\"epoch\":1,\"partitions\":[\"nonsense\"]}",
        "{\"version\":1,\"epoch\":1,\"partitions\":[\"host-99999999999-0\"]}"
      })
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> FlumeOffset.parse(json)).isInstanceOf(IllegalArgumentException.class);
  }
}
