package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/** Collects the events of one reply, encoded. Used by one thread; not thread-safe. */
public interface BatchWriter {

  /** Adds an event as the channel gave it. Null values of headers and a null body become empty. */
  void add(Map<String, String> headers, byte[] body);

  /** Adds an event as a transformer made it. */
  void add(SinkEvent event);

  /** Events added so far. */
  int events();

  /** Encoded bytes of the events added so far. */
  long bytes();

  /**
   * Sends the batch and ends the writer. Returns at once; the listener hears how it went.
   *
   * @param taken events of the channel that it stands for: transformers drop some, and split others
   */
  void send(String sequenceNumber, long taken, SendListener listener);

  /** Ends the writer without sending anything. */
  void discard();

  /** Hears once whether a batch reached the socket. Called on an I/O thread: must not block. */
  interface SendListener {

    void written();

    void failed(Throwable cause);
  }
}
