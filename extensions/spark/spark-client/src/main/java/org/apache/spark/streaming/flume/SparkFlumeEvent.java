package org.apache.spark.streaming.flume;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.ExternalizableSerializer;
import io.github.flumespark.client.ClientEvent;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flume.source.avro.AvroFlumeEvent;

/**
 * An event of a Flume stream. {@link #event} is what Spark 2.4 had: Flume's own record. {@link
 * #body} and {@link #headers} cost less, and need no Avro to be read.
 *
 * <p>Reading is thread-safe. Who changes the record that {@link #event} gives changes this event.
 */
@DefaultSerializer(ExternalizableSerializer.class)
public class SparkFlumeEvent extends MutableEvent implements Externalizable {

  private static final long serialVersionUID = 1;

  /** Before it is read: one for all, as Spark makes millions of these. */
  private static final ClientEvent EMPTY = ClientEvent.of(Map.of(), new byte[0]);

  private transient ClientEvent received;

  /** Made on demand; from then on it is this event, and may have been changed. */
  private transient volatile AvroFlumeEvent event;

  /** For serialization; {@link #event_$eq} or {@link #readExternal} must follow. */
  public SparkFlumeEvent() {
    this(EMPTY);
  }

  SparkFlumeEvent(ClientEvent received) {
    this.received = received;
  }

  /** Makes an event of Flume's record. */
  public static SparkFlumeEvent fromAvroFlumeEvent(AvroFlumeEvent in) {
    SparkFlumeEvent made = new SparkFlumeEvent();
    made.event = in;
    return made;
  }

  /**
   * What {@code event()} gives: Flume's record, with {@code getHeaders()} and {@code getBody()}.
   */
  @Override
  public AvroFlumeEvent currentEvent() {
    AvroFlumeEvent known = event;
    if (known == null) {
      synchronized (this) {
        known = event;
        if (known == null) {
          Map<CharSequence, CharSequence> headers = new HashMap<>(received.headers());
          known = new AvroFlumeEvent(headers, ByteBuffer.wrap(received.body()));
          event = known;
        }
      }
    }
    return known;
  }

  /** What Scala writes as {@code e.event = other}, and Java as {@code e.event_$eq(other)}. */
  @Override
  public void replaceEvent(AvroFlumeEvent other) {
    event = other;
  }

  /** The body: no copy, so it must not be written to. */
  public byte[] body() {
    return current().body();
  }

  /** The headers; can't be changed. */
  public Map<String, String> headers() {
    return current().headers();
  }

  private ClientEvent current() {
    AvroFlumeEvent given = event;
    if (given == null) {
      return received;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    given.getHeaders().forEach((name, value) -> headers.put(name.toString(), value.toString()));
    return ClientEvent.of(headers, bytes(given.getBody()));
  }

  private static byte[] bytes(ByteBuffer body) {
    if (body.hasArray() && body.arrayOffset() == 0 && body.remaining() == body.array().length) {
      return body.array();
    }
    byte[] copy = new byte[body.remaining()];
    body.duplicate().get(copy);
    return copy;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    ClientEvent written = current();
    write(out, written.encodedHeaders());
    write(out, written.body());
  }

  private static void write(ObjectOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    received = ClientEvent.ofEncoded(read(in), read(in));
    event = null;
  }

  private static byte[] read(ObjectInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  @Override
  public String toString() {
    return current().toString();
  }
}
