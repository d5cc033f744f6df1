package io.github.flumespark.itest.chaos;

import io.github.flumespark.itest.agent.HttpFeed;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Puts numbered events: fast until as many as are wanted are surely in the channel, then slowly.
 */
final class Feeder implements Runnable {

  private static final int ENOUGH_PENDING = 10_000;
  private static final int NONE = -1;
  private static final long PAUSE_MILLIS = 20;

  private final Lives lives;
  private final History history;
  private final int wanted;
  private final int batch;
  private final CountDownLatch stop;
  private int first = NONE;

  Feeder(Lives lives, History history, ChaosSettings settings, CountDownLatch stop) {
    this.lives = lives;
    this.history = history;
    this.wanted = settings.events();
    this.batch = settings.batch();
    this.stop = stop;
  }

  @Override
  public void run() {
    try {
      Lives.Life life = lives.now();
      HttpFeed feed = new HttpFeed(life.sourcePort());
      while (stop.getCount() > 0) {
        if (!life.equals(lives.now())) {
          life = lives.now();
          feed = new HttpFeed(life.sourcePort());
        }
        if (history.pending() > ENOUGH_PENDING || !put(feed) || history.puts() >= wanted) {
          // With enough put, slowly on: faults that are still to come need events in the channel.
          pause();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() throws InterruptedException {
    boolean unused = stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private boolean put(HttpFeed feed) throws InterruptedException {
    if (first < 0) {
      first = history.reserve(batch);
    }
    List<HttpFeed.Event> events =
        IntStream.range(first, first + batch)
            .mapToObj(number -> new HttpFeed.Event(Map.of(), History.body(number)))
            .toList();
    try {
      feed.put(events);
      history.put(first, batch);
      first = NONE;
      return true;
    } catch (ConnectException e) {
      // Surely in no channel: the same numbers will do.
      return false;
    } catch (IOException e) {
      // The agent was killed, or can't write: these numbers may be in the channel or not.
      history.perhapsPut(first, batch);
      first = NONE;
      return false;
    }
  }
}
