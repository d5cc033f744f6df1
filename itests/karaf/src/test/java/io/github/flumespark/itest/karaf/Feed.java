package io.github.flumespark.itest.karaf;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Appends numbered lines to a file at a steady rate, whoever reads it. Closing it ends it. */
final class Feed implements AutoCloseable {

  private static final int TURNS_PER_SECOND = 10;

  private final BufferedWriter file;
  private final int linesPerTurn;
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private volatile int written;
  private volatile IOException failure;

  private Feed(BufferedWriter file, int linesPerSecond) {
    this.file = file;
    this.linesPerTurn = linesPerSecond / TURNS_PER_SECOND;
  }

  /** Starts it. */
  static Feed start(Path file, int linesPerSecond) throws IOException {
    Feed feed = new Feed(Files.newBufferedWriter(file), linesPerSecond);
    Future<?> unused =
        feed.executor.scheduleAtFixedRate(
            feed::turn, 0, 1000 / TURNS_PER_SECOND, TimeUnit.MILLISECONDS);
    return feed;
  }

  private void turn() {
    try {
      int next = written;
      for (int i = 0; i < linesPerTurn; i++) {
        file.write(next++ + "\n");
      }
      file.flush();
      written = next;
    } catch (IOException e) {
      failure = e;
      throw new IllegalStateException(e);
    }
  }

  /** Stops writing; how many lines there are, numbered from 0. */
  int finish() throws IOException, InterruptedException {
    executor.shutdown();
    if (!executor.awaitTermination(10, TimeUnit.SECONDS) || failure != null) {
      throw new IllegalStateException("The feed did not end well", failure);
    }
    file.close();
    return written;
  }

  @Override
  public void close() throws IOException {
    executor.shutdownNow();
    file.close();
  }
}
