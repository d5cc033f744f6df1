package io.github.flumespark.client;

/**
 * What a sink and its channel hold at one moment. Immutable.
 *
 * @param channelEvents events in the channel, by the channel's own counter; -1 where it doesn't
 *     tell. Those of open batches may or may not be among them
 * @param channelCapacity events that the channel has room for; -1 where it doesn't tell
 * @param channelBytes bytes in the channel; -1 where it doesn't tell
 * @param openBatches batches whose transaction is open: being filled, or held by clients
 * @param openEvents events that were taken from the channel in these transactions
 * @param waitingPolls polls for which no transaction has been opened yet
 * @param millisSinceCommit since a batch was last committed; -1 for never since the sink's start
 */
public record SinkState(
    long channelEvents,
    long channelCapacity,
    long channelBytes,
    int openBatches,
    long openEvents,
    int waitingPolls,
    long millisSinceCommit) {

  /**
   * Whether the channel tells how many events it has.
   *
   * @return false for a channel without a counter
   */
  public boolean tellsEvents() {
    return channelEvents >= 0;
  }

  /**
   * How many events can be polled at least: none of an open batch is among them.
   *
   * @return 0 or more; 0 if the channel doesn't tell
   */
  public long pollableAtLeast() {
    return Math.max(0, channelEvents - openEvents);
  }

  /**
   * How many events there are at most: those of open batches may come back.
   *
   * @return 0 or more; without those in the channel if it doesn't tell
   */
  public long eventsAtMost() {
    return tellsEvents() ? channelEvents + openEvents : openEvents;
  }

  /**
   * Whether the channel is three quarters full, so that what puts events into it may soon have to
   * wait.
   *
   * @return false if the channel doesn't tell
   */
  public boolean isNearlyFull() {
    return tellsEvents() && channelCapacity >= 0 && channelEvents >= channelCapacity / 4.0 * 3;
  }

  static SinkState read(AvroReader in) throws SinkProtocolException {
    return new SinkState(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        (int) in.readLong(),
        in.readLong(),
        (int) in.readLong(),
        in.readLong());
  }
}
