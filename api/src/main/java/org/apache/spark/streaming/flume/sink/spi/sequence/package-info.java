/** Sequence numbers: the names by which clients acknowledge batches. */
@Export
@NullMarked
@Version("1.0.0")
package org.apache.spark.streaming.flume.sink.spi.sequence;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
