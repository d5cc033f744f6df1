/**
 * TLS: the files with keys and certificates, and an engine for each connection.
 *
 * <p>The keys of the configuration are those of Flume's AvroSource. Unlike it, the sink reads the
 * files once and not for each connection, looks every few seconds whether they have changed, and
 * keeps what is in use when they can't be used. Without {@code need-client-auth} a client needs no
 * certificate; with it, only those count that the truststore vouches for, never Java's own list.
 *
 * <p>Knows no other part of the sink, and never logs a password.
 */
package org.apache.spark.streaming.flume.sink.internal.tls;
