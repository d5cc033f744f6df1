package org.apache.spark.streaming.flume.sink.internal.rpc;

import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.tls.TlsSettings;

/**
 * What stands between a socket and Avro's frames.
 *
 * @param rules who may connect
 * @param tls how connections are encrypted; null for plain ones
 * @param deflate whether both sides compress what they send, inside TLS
 */
public record Access(AccessRules rules, TlsSettings tls, boolean deflate) {

  /** Everybody may connect, and nothing is encrypted or compressed. */
  public static final Access OPEN = new Access(AccessRules.NONE, null, false);
}
