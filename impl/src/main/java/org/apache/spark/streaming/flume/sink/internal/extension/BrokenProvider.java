package org.apache.spark.streaming.flume.sink.internal.extension;

/**
 * A provider that can't be used. Nobody may care: it matters only if its extension is selected.
 *
 * @param text which one, what is wrong with it, and what to do
 * @param cause what it threw; null if it threw nothing
 */
record BrokenProvider(String text, Throwable cause) {}
