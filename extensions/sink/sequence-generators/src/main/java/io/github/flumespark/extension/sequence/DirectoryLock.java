package io.github.flumespark.extension.sequence;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Keeps every other generator out of a directory, in this process and in others, until it is
 * released or the process ends, however that ends. Thread-safe.
 */
final class DirectoryLock {

  static final String NAME = "epoch.lock";

  private static final String HELD = DirectoryLock.class.getName() + ":";

  private final String held;
  private final FileChannel channel;

  private DirectoryLock(String held, FileChannel channel) {
    this.held = held;
    this.channel = channel;
  }

  /**
   * Takes the lock, without waiting for it.
   *
   * @throws IllegalStateException if somebody else has it
   * @throws UncheckedIOException if the lock file can't be made or locked
   */
  static DirectoryLock acquire(Path directory) {
    Path file = directory.resolve(NAME);
    try {
      // POSIX gives up a process's locks on a file with the first of its descriptors that is
      // closed: a second one must not even be opened. The system properties are the one map that
      // all class loaders share; a static of ours would be there once for each copy of this jar.
      String held = HELD + directory.toRealPath();
      if (System.getProperties().putIfAbsent(held, "held") != null) {
        throw inUse(directory, "another sink of this process");
      }
      FileChannel channel = null;
      try {
        channel = FileChannel.open(file, CREATE, WRITE);
        if (channel.tryLock() == null) {
          throw inUse(directory, "another process");
        }
        return new DirectoryLock(held, channel);
      } catch (IOException | RuntimeException | Error e) {
        close(channel);
        System.getProperties().remove(held);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Can't lock " + file + ": " + e, e);
    }
  }

  /** Gives the lock back; a second time does nothing. */
  void release() {
    if (channel.isOpen()) {
      close(channel);
      System.getProperties().remove(held);
    }
  }

  private static IllegalStateException inUse(Path directory, String holder) {
    return new IllegalStateException(
        ("The directory %s is in use by %s: two of them would give the same numbers away; give each"
                + " sink a name of its own, or each agent a dataDirectory of its own")
            .formatted(directory, holder));
  }

  /** Closing releases the lock, whatever it throws. */
  private static void close(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // There is nothing in the file that could be lost.
      }
    }
  }
}
