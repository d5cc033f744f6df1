package org.apache.spark.streaming.flume.sink.spi;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event on its way from the channel to a client: headers and a body. Immutable, so it can be
 * emitted, kept and shared between threads; the {@code with} methods give altered copies that share
 * what they don't alter.
 */
public final class SinkEvent {

  private final Map<String, String> headers;
  private final ByteBuffer body;

  private SinkEvent(Map<String, String> headers, ByteBuffer body) {
    this.headers = headers;
    this.body = body;
  }

  /**
   * An event with copies of what is given.
   *
   * @param headers no null key, no null value
   * @param body the body; empty is fine
   * @return a new event
   */
  public static SinkEvent of(Map<String, String> headers, byte[] body) {
    return new SinkEvent(copy(headers), ByteBuffer.wrap(body.clone()).asReadOnlyBuffer());
  }

  /**
   * An event with a copy of the headers, which shares the buffer's remaining bytes. They are not
   * copied, so the caller must not change them afterwards.
   *
   * @param headers no null key, no null value
   * @param body the body; its position and limit are left alone
   * @return a new event
   */
  public static SinkEvent sharing(Map<String, String> headers, ByteBuffer body) {
    return new SinkEvent(copy(headers), readOnly(body));
  }

  /**
   * The headers.
   *
   * @return an unmodifiable map, in the order in which they were given
   */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * The body.
   *
   * @return a read-only view of the whole body, with a position of its own for each call
   */
  public ByteBuffer body() {
    return body.duplicate();
  }

  /**
   * The body's length.
   *
   * @return bytes
   */
  public int bodyLength() {
    return body.remaining();
  }

  /**
   * The body as a text.
   *
   * @param charset how to decode it; what can't be decoded becomes the replacement character
   * @return a new string
   */
  public String bodyAsString(Charset charset) {
    return charset.decode(body.duplicate()).toString();
  }

  /**
   * This event with other headers.
   *
   * @param newHeaders no null key, no null value; copied
   * @return a new event with the same body
   */
  public SinkEvent withHeaders(Map<String, String> newHeaders) {
    return new SinkEvent(copy(newHeaders), body);
  }

  /**
   * This event with one header set or replaced.
   *
   * @param name the header
   * @param value its value
   * @return a new event with the same body
   */
  public SinkEvent withHeader(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(headers);
    FewHeaders.refuseNulls(name, value);
    changed.put(name, value);
    return new SinkEvent(copy(changed), body);
  }

  /**
   * This event with another body.
   *
   * @param newBody copied
   * @return a new event with the same headers
   */
  public SinkEvent withBody(byte[] newBody) {
    return new SinkEvent(headers, ByteBuffer.wrap(newBody.clone()).asReadOnlyBuffer());
  }

  /**
   * This event with another body, whose bytes are shared and not copied: the caller must not change
   * them afterwards.
   *
   * @param newBody its position and limit are left alone
   * @return a new event with the same headers
   */
  public SinkEvent withSharedBody(ByteBuffer newBody) {
    return new SinkEvent(headers, readOnly(newBody));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SinkEvent that
        && headers.equals(that.headers)
        && body.equals(that.body);
  }

  @Override
  public int hashCode() {
    return 31 * headers.hashCode() + body.hashCode();
  }

  /** Names and sizes only: a body or a header's value has no place in a log. */
  @Override
  public String toString() {
    return "SinkEvent[headers=" + headers.keySet() + ", body=" + bodyLength() + " bytes]";
  }

  private static Map<String, String> copy(Map<String, String> headers) {
    if (headers instanceof FewHeaders) {
      return headers;
    }
    if (headers.size() <= FewHeaders.MOST) {
      return new FewHeaders(headers);
    }
    Map<String, String> copy = new LinkedHashMap<>(headers);
    copy.forEach(FewHeaders::refuseNulls);
    return Collections.unmodifiableMap(copy);
  }

  /** A view that begins at 0, which one that spans its buffer does already. */
  private static ByteBuffer readOnly(ByteBuffer body) {
    boolean whole = body.position() == 0 && body.limit() == body.capacity();
    return (whole ? body : body.slice()).asReadOnlyBuffer();
  }
}
