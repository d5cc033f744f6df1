package org.apache.spark.streaming.flume.sink.internal.transform;

/**
 * What may come out of one stage for one source event: it has to be in memory all at once.
 *
 * @param maxOutputs events
 * @param maxBytes bytes of their bodies, with something for each of them; twice the source event's
 *     body if that is more
 */
public record ChainLimits(int maxOutputs, long maxBytes) {

  /** What an output takes beside its body. */
  static final int BYTES_OF_AN_OUTPUT = 128;

  /** As much as there is memory for. */
  public static final ChainLimits NONE = new ChainLimits(Integer.MAX_VALUE, Long.MAX_VALUE);

  /** Bytes that may come out for an event with such a body. */
  long bytesFor(int bodyLength) {
    return Math.max(maxBytes, 2L * bodyLength + BYTES_OF_AN_OUTPUT);
  }
}
