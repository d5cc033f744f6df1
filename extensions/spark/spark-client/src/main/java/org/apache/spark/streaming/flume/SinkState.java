package org.apache.spark.streaming.flume;

import io.github.flumespark.client.SinkAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How polling one sink goes, over all connections to it: for the log, which hears of a problem when
 * it begins, from time to time while it lasts, and when it is over. Thread-safe.
 */
final class SinkState {

  private static final long REMINDER_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final Logger LOG = LoggerFactory.getLogger(SinkState.class);

  private final SinkAddress address;
  private final EventStore store;
  private final int streamId;

  /** The connections that have failed since it last worked; none if there is no trouble. */
  private final Set<Integer> troubled = new HashSet<>();

  private long since;
  private long toldAt;
  private int untold;
  private boolean reported;

  SinkState(SinkAddress address, EventStore store) {
    this.address = address;
    this.store = store;
    this.streamId = store.streamId();
  }

  SinkAddress address() {
    return address;
  }

  /** A call failed and will be tried again. */
  synchronized void problem(int connection, String problem, Throwable cause) {
    long now = System.nanoTime();
    boolean begins = troubled.isEmpty();
    troubled.add(connection);
    if (begins) {
      since = now;
      LOG.warn("Flume stream {}: {}. Will try again", streamId, problem);
      LOG.debug("Flume stream {}: the cause", streamId, cause);
    } else if (now - toldAt < REMINDER_NANOS) {
      untold++;
      return;
    } else {
      LOG.warn(
          "Flume stream {}: {}. {} tries have failed like this or otherwise in {} s; goes on trying",
          streamId,
          problem,
          untold + 1,
          TimeUnit.NANOSECONDS.toSeconds(now - since));
    }
    toldAt = now;
    untold = 0;
  }

  /**
   * Tells the driver, which shows it with the stream, of a problem that trying will hardly mend.
   */
  void report(String problem, Throwable cause) {
    synchronized (this) {
      if (reported) {
        return;
      }
      reported = true;
    }
    store.report(problem, cause);
  }

  /**
   * The sink had nothing for a connection, or what it had is stored and acknowledged. The trouble
   * is over if it was this connection's: one that never failed says nothing of those that did.
   */
  synchronized void works(int connection) {
    if (troubled.contains(connection)) {
      troubled.clear();
      reported = false;
      LOG.info(
          "Flume stream {}: polling the sink at {} works again, after {} ms",
          streamId,
          address,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
    }
  }
}
