package io.github.flumespark.extension.sequence;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Sees to it that one at a time takes an epoch from a directory, of all processes and of all copies
 * of this jar in one: a framework that has loaded the jar anew runs the old copy beside it until
 * the last batch of the old has ended. Nothing is locked beyond that, nor by a process that has
 * been killed. Thread-safe.
 */
final class DirectoryLock {

  static final String NAME = "epoch.lock";

  /** An epoch takes milliseconds. A start has some seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final long BETWEEN_TRIES_MILLIS = 5;
  private static final String HELD = DirectoryLock.class.getName() + ":";

  private DirectoryLock() {}

  /** Something that can fail. */
  interface Step<T> {
    T run() throws IOException;
  }

  /**
   * Runs a step while nobody else runs one in the same directory.
   *
   * @throws IllegalStateException if somebody else does so for seconds, or if the thread is
   *     interrupted before it is its turn, when the flag stays set
   * @throws IOException if the lock file can't be made or locked, or the step failed
   */
  static <T> T alone(Path directory, Step<T> step) throws IOException {
    return alone(directory, LIMIT, step);
  }

  static <T> T alone(Path directory, Duration limit, Step<T> step) throws IOException {
    Path real = directory.toRealPath();
    long deadline = System.nanoTime() + limit.toNanos();
    // POSIX gives up a process's locks on a file with the first of its descriptors that is closed:
    // a second one must not even be opened. The system properties are the one map that all class
    // loaders share; a static of ours is there once for each copy of this jar.
    String held = HELD + real;
    while (System.getProperties().putIfAbsent(held, "held") != null) {
      await(real, "in this process", deadline);
    }
    try (FileChannel channel = FileChannel.open(real.resolve(NAME), CREATE, WRITE)) {
      while (channel.tryLock() == null) {
        await(real, "in another process", deadline);
      }
      // Closing the channel gives the lock back.
      return step.run();
    } finally {
      System.getProperties().remove(held);
    }
  }

  private static void await(Path directory, String where, long deadline) {
    if (System.nanoTime() - deadline >= 0) {
      throw new IllegalStateException(
          "The directory %s stays locked by somebody %s who takes an epoch from it"
              .formatted(directory, where));
    }
    try {
      Thread.sleep(BETWEEN_TRIES_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Interrupted while the directory %s was locked %s".formatted(directory, where), e);
    }
  }
}
