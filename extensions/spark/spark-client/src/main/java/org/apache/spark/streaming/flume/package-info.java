/**
 * Spark's Flume streams, as Spark 2.4 and earlier had them: {@code FlumeUtils} makes one that polls
 * sinks.
 */
package org.apache.spark.streaming.flume;
