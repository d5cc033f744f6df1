/**
 * What a sink counts and shows in JMX, with the names and the meaning of Flume's own counters where
 * there are any: an event is attempted when it is sent, and a success only after the commit.
 * Listens to batches and connections, and is known by neither.
 */
package org.apache.spark.streaming.flume.sink.internal.metrics;
