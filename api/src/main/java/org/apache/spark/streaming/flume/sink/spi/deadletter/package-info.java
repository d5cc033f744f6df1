/**
 * Dead letters: where events go that a transformer fails on, under {@code onError = dead-letter}.
 *
 * <p>Such an event leaves the channel with its batch, and not before the store has it: the store is
 * called when the client has acknowledged the batch, and before the sink commits it. What the store
 * refuses stays in the channel.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.apache.spark.streaming.flume.sink.spi.deadletter;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
