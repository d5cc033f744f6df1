package org.apache.spark.streaming.flume

import org.apache.flume.source.avro.AvroFlumeEvent

/**
 * The one thing that Java can't say to Scala 2.12: that `event` is a variable. There,
 * `e.event = other` compiles only with a pair of methods that Scala itself has compiled; 2.13 is
 * content with Java's, and with these.
 */
abstract class MutableEvent {

  protected def currentEvent(): AvroFlumeEvent

  protected def replaceEvent(other: AvroFlumeEvent): Unit

  /** The event as Flume's record. */
  def event: AvroFlumeEvent = currentEvent()

  /** Makes this event another. */
  def event_=(other: AvroFlumeEvent): Unit = replaceEvent(other)
}
