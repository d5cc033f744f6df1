package io.github.flumespark.itest.spark;

import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.AbstractChannel;

/** A channel that does not tell how many events it has, as many outside Flume don't. */
final class UncountedChannel extends AbstractChannel {

  private final Channel events;

  /** Has what this one has. */
  UncountedChannel(Channel events) {
    this.events = events;
    setName(events.getName() + "-uncounted");
  }

  @Override
  public void put(Event event) {
    events.put(event);
  }

  @Override
  public Event take() {
    return events.take();
  }

  @Override
  public Transaction getTransaction() {
    return events.getTransaction();
  }
}
