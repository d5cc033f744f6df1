package org.apache.spark.streaming.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.github.flumespark.client.ClientEvent;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.flume.source.avro.AvroFlumeEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SparkFlumeEventTest {

  private static final Map<String, String> HEADERS = Map.of("host", "web-1", "ключ", "🔑");

  private final SparkFlumeEvent event =
      new SparkFlumeEvent(ClientEvent.of(HEADERS, "body".getBytes(UTF_8)));

  @Test
  void anEventReadsAsItDidInSpark24() {
    assertThat(new String(event.event().getBody().array(), UTF_8)).isEqualTo("body");
    assertThat(event.event().getHeaders()).containsEntry("host", "web-1").hasSize(2);
    assertThat(event.event()).isSameAs(event.event());
  }

  @Test
  void headersAndBodyNeedNoAvro() {
    assertThat(event.headers()).isEqualTo(HEADERS);
    assertThat(event.body()).asString(UTF_8).isEqualTo("body");
  }

  @ParameterizedTest
  @EnumSource
  void anEventSurvivesSparksSerializers(Copy serializer) {
    SparkFlumeEvent copy = serializer.apply(event);

    assertThat(copy.headers()).isEqualTo(HEADERS);
    assertThat(copy.body()).asString(UTF_8).isEqualTo("body");
    assertThat(copy.event()).isEqualTo(event.event());
  }

  @ParameterizedTest
  @EnumSource
  void whatWasChangedStaysChanged(Copy serializer) {
    event.event().getHeaders().put("seen", "yes");
    // A part of an array: not all of it is the body.
    event.event().setBody(ByteBuffer.wrap("a new body".getBytes(UTF_8), 2, 3));

    SparkFlumeEvent copy = serializer.apply(event);

    assertThat(copy.headers()).containsEntry("seen", "yes").hasSize(3);
    assertThat(copy.body()).asString(UTF_8).isEqualTo("new");
  }

  @Test
  void anEventIsMadeOfFlumesRecord() {
    Map<CharSequence, CharSequence> headers = new HashMap<>(Map.of("a", "b"));
    AvroFlumeEvent record = new AvroFlumeEvent(headers, ByteBuffer.wrap("c".getBytes(UTF_8)));

    SparkFlumeEvent made = SparkFlumeEvent.fromAvroFlumeEvent(record);

    assertThat(made.event()).isSameAs(record);
    assertThat(made.headers()).isEqualTo(Map.of("a", "b"));
  }

  /** How Spark's serializers do it. Its Kryo itself would need a JVM with more packages open. */
  private enum Copy implements UnaryOperator<SparkFlumeEvent> {
    JAVA {
      @Override
      public SparkFlumeEvent apply(SparkFlumeEvent event) {
        return SerializationUtils.clone(event);
      }
    },
    KRYO {
      @Override
      public SparkFlumeEvent apply(SparkFlumeEvent event) {
        Output out = new Output(1024);
        new Kryo().writeClassAndObject(out, event);
        return (SparkFlumeEvent) new Kryo().readClassAndObject(new Input(out.toBytes()));
      }
    }
  }
}
