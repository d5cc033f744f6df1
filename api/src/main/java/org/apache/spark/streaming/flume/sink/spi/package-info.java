/**
 * Words that the sink's four service provider interfaces share.
 *
 * <p>An extension is a {@linkplain org.apache.spark.streaming.flume.sink.spi.ExtensionFactory
 * factory} that {@link java.util.ServiceLoader} finds when the sink starts, and the {@linkplain
 * org.apache.spark.streaming.flume.sink.spi.Extension object} that it creates. The kinds live in
 * sub-packages of their own, versioned alone: {@code transform}, {@code admission}, {@code
 * sequence} and {@code deadletter}.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.apache.spark.streaming.flume.sink.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
