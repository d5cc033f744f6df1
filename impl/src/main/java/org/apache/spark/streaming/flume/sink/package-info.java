/**
 * The sink, under the names that Flume configurations and Spark clients know, and the types of its
 * protocol.
 *
 * <p>{@code SparkSink} lives as long as its agent's configuration, a {@code SinkRun} from one start
 * to the stop after it. Both put parts together, of {@code internal.batch}, {@code internal.rpc}
 * and {@code internal.extension}; {@code Rehearsal} does so once before, for a single event.
 */
@Export
@Version("1.0.0")
package org.apache.spark.streaming.flume.sink;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
