package org.apache.spark.streaming.flume.sink.internal.rpc;

import java.time.Duration;

/**
 * What the server needs to know of the sink's configuration.
 *
 * @param sinkName for logs and the names of threads
 * @param hostname the address to bind
 * @param port the port to bind; 0 for a free one
 * @param maxFrameBytes the largest request that is read
 * @param maxConnections connections that can be open at once
 * @param idleTimeout after which a connection that waits for nothing is closed; zero for never
 * @param transactionTimeout how long a client may hold a batch: it is not idle while it does
 * @param access what stands between a socket and Avro's frames
 */
public record RpcSettings(
    String sinkName,
    String hostname,
    int port,
    int maxFrameBytes,
    int maxConnections,
    Duration idleTimeout,
    Duration transactionTimeout,
    Access access) {

  /** These settings with another port. */
  public RpcSettings withPort(int other) {
    return new RpcSettings(
        sinkName,
        hostname,
        other,
        maxFrameBytes,
        maxConnections,
        idleTimeout,
        transactionTimeout,
        access);
  }
}
