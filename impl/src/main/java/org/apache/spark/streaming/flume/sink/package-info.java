/**
 * The sink, under the names that Flume configurations and Spark clients know, and the types of its
 * protocol.
 */
@Export
@Version("1.0.0")
package org.apache.spark.streaming.flume.sink;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
