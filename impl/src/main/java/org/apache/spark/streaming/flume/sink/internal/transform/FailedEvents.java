package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/**
 * How often which event has failed. A channel gives events no names, and a file channel gives out
 * another object each time: so events that are alike in headers and body are one. What has not
 * failed for the longest time is forgotten where there are too many. Thread-safe.
 */
final class FailedEvents {

  private static final int MOST = 10_000;

  /** By when they were last asked for. Guarded by this. */
  private final Map<Long, Integer> failures = new LinkedHashMap<>(16, 0.75f, true);

  /** Notes a failure; tells how many there have been. */
  synchronized int count(SinkEvent event) {
    int count = failures.merge(key(event), 1, Integer::sum);
    if (failures.size() > MOST) {
      failures.remove(failures.keySet().iterator().next());
    }
    return count;
  }

  /** The event has gone; another like it is another one. */
  synchronized void forget(SinkEvent event) {
    failures.remove(key(event));
  }

  /** Two events with one key are told apart by nobody, and one of them becomes a letter sooner. */
  private static long key(SinkEvent event) {
    CRC32C crc = new CRC32C();
    crc.update(event.body());
    return ((long) event.headers().hashCode() << Integer.SIZE) | crc.getValue();
  }
}
