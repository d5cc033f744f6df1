package org.apache.spark.streaming.flume.sink.internal.batch;

/**
 * One connection of a client, as the engine knows it. The transport implements it. Thread-safe;
 * nothing in it blocks.
 */
public interface Client {

  /** A number that no other connection of this sink has. */
  long connection();

  /** The peer's address and port, as text. */
  String address();

  /** The host of an {@link #address}: what stands before the port, the last part of any address. */
  static String hostOf(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? address : address.substring(0, colon);
  }

  /** What is equal for all connections of one host: its address. */
  Object host();

  /** Whether replies can still reach the client. */
  boolean isOpen();

  /** Closes the connection, because its client does not read or an answer could not be made. */
  void abandon(String reason);
}
