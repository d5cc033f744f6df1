/**
 * What a sink's configuration says: read once, in {@code configure()}, checked, and put into the
 * records that the sink's parts take. Nothing is bound, opened or started here; the files for TLS
 * are tried, and read again when the server starts.
 *
 * <p>Every bad value is a {@link org.apache.flume.conf.ConfigurationException} that names the sink,
 * the key, the value (unless it is a secret) and what is allowed. A key that nobody reads, or that
 * has no effect, is a warning: {@code KeyReader} remembers which were asked for. The keys of an
 * extension are handed on unread, since only the extension knows them.
 *
 * <p>A class {@code …Keys} reads the keys of one part, by the names in {@link
 * org.apache.spark.streaming.flume.sink.SparkSinkConfig}.
 */
package org.apache.spark.streaming.flume.sink.internal.config;
