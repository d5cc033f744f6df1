package io.github.flumespark.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.ClientEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class EventRowTest {

  private static final UTF8String SINK = UTF8String.fromString("agent:9999");
  private static final UTF8String SEQUENCE = UTF8String.fromString("seq-7");

  private static EventRow row(Map<String, String> headers, String body) {
    return new EventRow(ClientEvent.of(headers, body.getBytes(UTF_8)), SINK, SEQUENCE, 1_234_567);
  }

  private static Map<String, String> headers(InternalRow row) {
    MapData map = row.getMap(0);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < map.numElements(); i++) {
      headers.put(
          map.keyArray().getUTF8String(i).toString(), map.valueArray().getUTF8String(i).toString());
    }
    return headers;
  }

  @Test
  void itHasWhatTheSchemaSays() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("schlüssel", "значение");
    headers.put("", "no name");
    headers.put("empty", "");
    EventRow row = row(headers, "body");
    assertThat(headers(row)).isEqualTo(headers);
    assertThat(row.getBinary(1)).isEqualTo("body".getBytes(UTF_8));
    assertThat(row.getUTF8String(2)).isEqualTo(SINK);
    assertThat(row.getUTF8String(3)).isEqualTo(SEQUENCE);
    assertThat(row.getLong(4)).isEqualTo(1_234_567);
    assertThat(row.numFields()).isEqualTo(EventRow.SCHEMA.size());
    assertThat(row.anyNull()).isFalse();
  }

  @Test
  void anEventWithoutHeadersHasAnEmptyMap() {
    EventRow row = row(Map.of(), "");
    assertThat(headers(row)).isEmpty();
    assertThat(row.getBinary(1)).isEmpty();
  }

  @Test
  void headersThatWereLookedAtOnceAreTheSameTwice() {
    EventRow row = row(Map.of("a", "b"), "body");
    assertThat(row.getMap(0)).isSameAs(row.getMap(0));
  }

  @Test
  void sparkMakesItsOwnFormOfIt() {
    UnsafeProjection projection = UnsafeProjection.create(EventRow.SCHEMA);
    InternalRow copied = projection.apply(row(Map.of("a", "b"), "body")).copy();
    assertThat(headers(copied)).containsExactly(Map.entry("a", "b"));
    assertThat(copied.getBinary(1)).isEqualTo("body".getBytes(UTF_8));
    assertThat(copied.getLong(4)).isEqualTo(1_234_567);
  }
}
