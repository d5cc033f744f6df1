/**
 * Event transformation: drop, alter or split events between the channel and the client.
 *
 * <p>The transaction covers source events. All outputs of one source event travel in one batch, and
 * outputs of a call that throws vanish.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.apache.spark.streaming.flume.sink.spi.transform;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
