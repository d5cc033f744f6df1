package io.github.flumespark.sql.read;

/** What an {@link EpochReader} has done, for the metrics of its task. For one thread. */
public final class ReadCounters {

  private long polledEvents;
  private long polledBytes;
  private long replayedEvents;
  private long lostAcks;
  private long waitMillis;

  void polled(long events, long bytes) {
    polledEvents += events;
    polledBytes += bytes;
  }

  void replayed(long events) {
    replayedEvents += events;
  }

  void ackLost() {
    lostAcks++;
  }

  void waited(long millis) {
    waitMillis += millis;
  }

  public long polledEvents() {
    return polledEvents;
  }

  public long polledBytes() {
    return polledBytes;
  }

  /** Events that another attempt, or another scan, had polled. */
  public long replayedEvents() {
    return replayedEvents;
  }

  /** Each is a batch that may come a second time. */
  public long lostAcks() {
    return lostAcks;
  }

  /** For how long sinks were waited for. */
  public long waitMillis() {
    return waitMillis;
  }
}
