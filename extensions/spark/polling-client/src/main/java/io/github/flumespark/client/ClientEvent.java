package io.github.flumespark.client;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Flume event. Immutable and thread-safe, provided that nobody writes to the arrays that it gives
 * out: they are its own, not copies.
 *
 * <p>Headers stay as they came until they are asked for: much of what is received is stored or
 * passed on without a look at them.
 */
public final class ClientEvent {

  private final byte[] body;

  /** At least one of these two is there; the other is made on demand, by any thread. */
  private byte[] encodedHeaders;

  private Map<String, String> headers;

  private ClientEvent(byte[] body, byte[] encodedHeaders, Map<String, String> headers) {
    this.body = body;
    this.encodedHeaders = encodedHeaders;
    this.headers = headers;
  }

  /**
   * Makes an event of a copy of these headers and of this very body.
   *
   * @param headers are copied
   * @param body is not
   * @return the event
   */
  public static ClientEvent of(Map<String, String> headers, byte[] body) {
    return new ClientEvent(body, null, Collections.unmodifiableMap(new LinkedHashMap<>(headers)));
  }

  /**
   * Makes an event of what {@link #encodedHeaders} gave.
   *
   * @param encodedHeaders are not copied
   * @param body is not either
   * @return the event
   * @throws IllegalArgumentException if these are not encoded headers
   */
  public static ClientEvent ofEncoded(byte[] encodedHeaders, byte[] body) {
    try {
      AvroReader in = new AvroReader(encodedHeaders, 0, encodedHeaders.length);
      in.skipMap();
      in.expectEnd();
    } catch (SinkProtocolException e) {
      throw new IllegalArgumentException("these are not encoded headers: " + e.getMessage(), e);
    }
    return new ClientEvent(body, encodedHeaders, null);
  }

  /** Makes an event of headers that have been checked. */
  static ClientEvent ofChecked(byte[] encodedHeaders, byte[] body) {
    return new ClientEvent(body, encodedHeaders, null);
  }

  /**
   * The body.
   *
   * @return the array itself, not a copy
   */
  public byte[] body() {
    return body;
  }

  /**
   * The headers, decoded at the first call.
   *
   * @return in the order in which they came; can't be changed
   */
  public Map<String, String> headers() {
    Map<String, String> known = headers;
    if (known == null) {
      // The wrapper's final field makes the map safe to be seen by other threads.
      known = Collections.unmodifiableMap(new AvroReader(encodedHeaders).readCheckedMap());
      headers = known;
    }
    return known;
  }

  /**
   * The headers as they are on the wire.
   *
   * @return Avro's {@code map<string>}: not a copy
   */
  public byte[] encodedHeaders() {
    byte[] known = encodedHeaders;
    if (known == null) {
      AvroWriter out = new AvroWriter();
      out.writeMap(headers);
      known = out.toByteArray();
      encodedHeaders = known;
    }
    return known;
  }

  /**
   * Shows the headers one by one, in the order in which they came, without making strings.
   *
   * @param reader is called once for each header, on this thread
   */
  public void readEncodedHeaders(EncodedHeaderReader reader) {
    new AvroReader(encodedHeaders()).readCheckedMap(reader);
  }

  /** Two events are equal when headers and bodies are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ClientEvent event
        && Arrays.equals(body, event.body)
        && headers().equals(event.headers());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(body) + headers().hashCode();
  }

  /** The headers and the body's size: a body may be large, binary, or nobody else's business. */
  @Override
  public String toString() {
    return "event of " + body.length + " bytes with headers " + headers();
  }
}
