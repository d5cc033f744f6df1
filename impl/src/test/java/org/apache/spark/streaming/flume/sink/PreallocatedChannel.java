package org.apache.spark.streaming.flume.sink;

import org.apache.flume.ChannelException;
import org.apache.flume.ChannelFullException;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.AbstractChannel;

/**
 * A channel whose transactions need no memory once they have begun. Flume's memory channel loses an
 * event when there is none for the node that is to hold it; what is lost here is the sink's doing.
 */
final class PreallocatedChannel extends AbstractChannel {

  private static final int MOST_IN_TRANSACTION = 1000;

  private final Event[] ring;
  private final ThreadLocal<OwnTransaction> transactions =
      ThreadLocal.withInitial(OwnTransaction::new);
  private int first;
  private int size;

  PreallocatedChannel(int capacity) {
    ring = new Event[capacity];
    setName("preallocated");
  }

  @Override
  public Transaction getTransaction() {
    return transactions.get();
  }

  @Override
  public void put(Event event) {
    transactions.get().put(event);
  }

  @Override
  public Event take() {
    return transactions.get().take();
  }

  private synchronized Event removeFirst() {
    if (size == 0) {
      return null;
    }
    Event event = ring[first];
    ring[first] = null;
    first = (first + 1) % ring.length;
    size--;
    return event;
  }

  private synchronized void addFirst(Event event) {
    first = (first + ring.length - 1) % ring.length;
    ring[first] = event;
    size++;
  }

  private synchronized boolean addLast(Event event) {
    if (size == ring.length - MOST_IN_TRANSACTION) {
      return false;
    }
    ring[(first + size) % ring.length] = event;
    size++;
    return true;
  }

  private final class OwnTransaction implements Transaction {

    private final Event[] taken = new Event[MOST_IN_TRANSACTION];
    private int takes;
    private Event put;

    @Override
    public void begin() {
      if (takes > 0 || put != null) {
        throw new IllegalStateException("the transaction before has not been ended");
      }
    }

    void put(Event event) {
      put = event;
    }

    Event take() {
      if (takes == taken.length) {
        throw new ChannelException("too many takes in one transaction");
      }
      Event event = removeFirst();
      if (event != null) {
        taken[takes++] = event;
      }
      return event;
    }

    @Override
    public void commit() {
      if (put != null && !addLast(put)) {
        throw new ChannelFullException("full");
      }
      put = null;
      takes = 0;
    }

    @Override
    public void rollback() {
      while (takes > 0) {
        addFirst(taken[--takes]);
      }
      put = null;
    }

    @Override
    public void close() {}
  }
}
