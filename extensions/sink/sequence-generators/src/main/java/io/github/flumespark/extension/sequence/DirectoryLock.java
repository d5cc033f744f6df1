package io.github.flumespark.extension.sequence;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps other processes out of a directory until it is released or the process ends, however that
 * ends. Within the process the lock is shared: a sink that starts again, or loads its extensions
 * anew, does so before the last batch of the old ones has ended. Thread-safe.
 */
final class DirectoryLock {

  static final String NAME = "epoch.lock";

  private static final String HELD = DirectoryLock.class.getName() + ":";

  /** By the directory's real path. Guarded by itself. */
  private static final Map<Path, Shared> SHARED = new HashMap<>();

  private static final class Shared {

    private final Path directory;
    private final FileChannel channel;
    private int holders;

    Shared(Path directory, FileChannel channel) {
      this.directory = directory;
      this.channel = channel;
    }
  }

  private final Shared shared;
  private boolean released;

  private DirectoryLock(Shared shared) {
    this.shared = shared;
  }

  /**
   * Takes the lock, without waiting for it.
   *
   * @throws IllegalStateException if another process has it, or another copy of this jar
   * @throws UncheckedIOException if the lock file can't be made or locked
   */
  static DirectoryLock acquire(Path directory) {
    synchronized (SHARED) {
      try {
        Path real = directory.toRealPath();
        Shared shared = SHARED.get(real);
        if (shared == null) {
          shared = lock(real);
          SHARED.put(real, shared);
        }
        shared.holders++;
        return new DirectoryLock(shared);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Can't lock %s: %s".formatted(directory.resolve(NAME), e), e);
      }
    }
  }

  private static Shared lock(Path directory) throws IOException {
    // POSIX gives up a process's locks on a file with the first of its descriptors that is closed:
    // a second one must not even be opened. The system properties are the one map that all class
    // loaders share; a static of ours is there once for each copy of this jar.
    if (System.getProperties().putIfAbsent(HELD + directory, "held") != null) {
      throw inUse(directory, "another copy of this jar in this process");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(directory.resolve(NAME), CREATE, WRITE);
      if (channel.tryLock() == null) {
        throw inUse(directory, "another process");
      }
      return new Shared(directory, channel);
    } catch (IOException | RuntimeException | Error e) {
      close(channel);
      System.getProperties().remove(HELD + directory);
      throw e;
    }
  }

  /** What only one holder may do at a time. */
  <T, X extends Exception> T alone(Step<T, X> step) throws X {
    synchronized (shared) {
      return step.run();
    }
  }

  /** Something that can fail. */
  interface Step<T, X extends Exception> {
    T run() throws X;
  }

  /** Gives the lock back, once all holders have; a second time does nothing. */
  void release() {
    synchronized (SHARED) {
      if (released) {
        return;
      }
      released = true;
      shared.holders--;
      if (shared.holders == 0) {
        SHARED.remove(shared.directory);
        close(shared.channel);
        System.getProperties().remove(HELD + shared.directory);
      }
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
