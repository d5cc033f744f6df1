package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one stage did on one thread. That thread alone writes, so that counting an event takes no
 * locked instruction; others read.
 */
final class Tally {

  private final AtomicLong out = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  void emitted(int events) {
    if (events > 0) {
      add(out, events);
    } else {
      add(dropped, 1);
    }
  }

  private static void add(AtomicLong count, int more) {
    count.lazySet(count.get() + more);
  }

  long out() {
    return out.get();
  }

  long dropped() {
    return dropped.get();
  }
}
