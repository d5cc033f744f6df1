package org.apache.spark.streaming.flume.sink.internal.guard;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is taken even while the heap is full. Java's own allocates a node where it has to
 * wait, and throws an OutOfMemoryError where it can't (before JDK 21): what is done under a lock to
 * end something, in a {@code finally} for one, would not be done at all.
 */
public final class SureLock extends ReentrantLock {

  private static final long serialVersionUID = 1L;

  @Override
  public void lock() {
    while (!lockOrFail()) {
      Thread.onSpinWait();
    }
  }

  private boolean lockOrFail() {
    try {
      super.lock();
      return true;
    } catch (OutOfMemoryError noNode) {
      return tryLock();
    }
  }
}
