package org.apache.spark.streaming.flume.sink.internal.rpc;

import org.apache.spark.streaming.flume.sink.internal.tls.TlsEngines;

/**
 * What stands between a socket and Avro's frames.
 *
 * @param rules who may connect
 * @param tls encrypts; null for plain connections. The server starts and closes it
 * @param deflate whether both sides compress what they send, inside TLS
 */
public record Access(AccessRules rules, TlsEngines tls, boolean deflate) {

  /** Everybody may connect, and nothing is encrypted or compressed. */
  public static final Access OPEN = new Access(AccessRules.NONE, null, false);
}
