package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkState;
import io.github.flumespark.sql.watch.Sighting;
import io.github.flumespark.sql.watch.SinkWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A watch that says what it is told to. For one thread. */
final class FakeWatch implements SinkWatch {

  /** No question is answered sooner. */
  private static final Duration ANSWER = Duration.ofMillis(1);

  private final SinkAddress sink;
  private final ManualTime time;
  private final List<Long> askedAt = new ArrayList<>();

  /** Whether questions are answered; if not, whoever waits loses all the time that it has. */
  boolean answers = true;

  Sighting sighting;
  int asked;
  boolean isTaken;
  boolean isClosed;
  final List<Duration> waits = new ArrayList<>();

  FakeWatch(SinkAddress sink, ManualTime time) {
    this.sink = sink;
    this.time = time;
    tells(0);
  }

  /** It knows how many events there are. */
  FakeWatch tells(long events) {
    return is(new SinkState(events, 10_000, -1, 0, 0, 0, -1));
  }

  FakeWatch is(SinkState state) {
    sighting = new Sighting(true, state, state.channelEvents() > 0, Duration.ZERO, "");
    return this;
  }

  /** It doesn't know how many there are. */
  FakeWatch sees(boolean events) {
    sighting = new Sighting(true, null, events, Duration.ZERO, "");
    return this;
  }

  FakeWatch isDown(Duration since) {
    sighting = new Sighting(false, null, false, since, "no route to host");
    return this;
  }

  @Override
  public SinkAddress sink() {
    return sink;
  }

  @Override
  public long ask() {
    askedAt.add(time.nanoTime());
    return ++asked;
  }

  @Override
  public boolean await(long question, Duration patience) {
    waits.add(patience);
    Duration since = Duration.ofNanos(time.nanoTime() - askedAt.get((int) question - 1));
    Duration left = ANSWER.minus(since);
    if (answers && left.compareTo(patience) <= 0) {
      time.pass(left.isNegative() ? Duration.ZERO : left);
      return true;
    }
    time.pass(patience);
    return false;
  }

  @Override
  public Sighting sighting() {
    return sighting;
  }

  @Override
  public void taken() {
    isTaken = true;
    if (!sighting.tellsEvents()) {
      sees(false);
    }
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
