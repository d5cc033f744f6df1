/**
 * What protects the sink from code that is not its own, and from the accidents of a JVM. Knows no
 * other part of the sink.
 *
 * <p>The rule of interrupts: a thread that is, or may soon be, inside a channel is never
 * interrupted, since an interrupt during a FileChannel's file I/O closes that file under the
 * channel. So {@link org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode} leaves no
 * interrupt behind that an extension set, and keeps one that it cleared; and whoever waits here
 * waits on, and sets the flag again.
 *
 * <p>The rule of messages: what an extension threw over an event may quote that event, so {@link
 * org.apache.spark.streaming.flume.sink.internal.guard.Discreet} tells class and place alone.
 *
 * <p>The rule of calls: a call into an extension may never return, so {@link
 * org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls} watches over each.
 */
package org.apache.spark.streaming.flume.sink.internal.guard;
