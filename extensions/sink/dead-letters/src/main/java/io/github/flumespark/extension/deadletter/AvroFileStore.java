package io.github.flumespark.extension.deadletter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;

/** Appends letters to a file and forces it; completes the file by size and age. Thread-safe. */
final class AvroFileStore implements DeadLetterStore {

  /** A full directory is listed again no sooner than this: a replay may have made room. */
  private static final long BETWEEN_LISTINGS = TimeUnit.SECONDS.toNanos(1);

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The open files of this process. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileLimits limits;
  private final LongSupplier nanoClock;
  private final ScheduledExecutorService timer;

  /** All below is guarded by this; what hasRoom() reads is volatile, so that it never waits. */
  private LetterFile file;

  private ScheduledFuture<?> completion;
  private volatile long openBytes;
  private volatile long completeBytes;
  private volatile long listedAt;
  private boolean closed;

  /**
   * Opens the store in a directory, which it makes, and completes what a crash left there.
   *
   * @throws UncheckedIOException if the directory can't be used
   */
  AvroFileStore(Path directory, FileLimits limits, LongSupplier nanoClock) {
    this.directory = directory;
    this.limits = limits;
    this.nanoClock = nanoClock;
    try {
      Files.createDirectories(directory);
      Leftovers.complete(directory, OURS);
      list();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Can't keep dead letters in %s: %s".formatted(directory, e), e);
    }
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "dead-letter-files");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public synchronized void store(List<DeadLetter> letters) throws IOException {
    if (closed) {
      throw new IOException("The dead-letter store is closed");
    }
    if (!hasRoom()) {
      throw new IOException(
          "The directory %s has no room for dead letters: maxBytes is %d"
              .formatted(directory, limits.maxBytes()));
    }
    if (file == null) {
      open();
    }
    try {
      for (DeadLetter letter : letters) {
        file.append(LetterSchema.toRecord(letter));
      }
      file.force(letters.size());
    } catch (IOException | RuntimeException | Error e) {
      try {
        complete();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    openBytes = file.length();
    if (openBytes >= limits.rollBytes()) {
      completeOrLeave();
    }
  }

  @Override
  public boolean hasRoom() {
    if (openBytes + completeBytes < limits.maxBytes()) {
      return true;
    }
    if (nanoClock.getAsLong() - listedAt >= BETWEEN_LISTINGS) {
      try {
        list();
      } catch (IOException e) {
        return false;
      }
    }
    return openBytes + completeBytes < limits.maxBytes();
  }

  private void open() throws IOException {
    // The random part keeps apart what several agents write into one directory.
    String name = "dead-letters-%s-%s".formatted(NAME.format(Instant.now()), UUID.randomUUID());
    LetterFile opened = new LetterFile(directory, name);
    OURS.add(opened.path());
    LetterFile.forceDirectory(directory);
    file = opened;
    completion =
        timer.schedule(
            () -> completeOld(opened), limits.rollAfter().toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void completeOld(LetterFile old) {
    if (file == old) {
      completeOrLeave();
    }
  }

  /** The letters are safe already; a name that does not change is put right at the next start. */
  private void completeOrLeave() {
    try {
      complete();
    } catch (IOException e) {
      System.getLogger(AvroFileStore.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "A file of dead letters in " + directory + " stays open until the next start",
              e);
    }
  }

  private void complete() throws IOException {
    LetterFile old = file;
    if (old == null) {
      return;
    }
    file = null;
    completion.cancel(false);
    try {
      old.close();
    } finally {
      OURS.remove(old.path());
      openBytes = 0;
      list();
    }
  }

  /** Complete files that nobody has replayed yet, and what other agents write there. */
  private void list() throws IOException {
    listedAt = nanoClock.getAsLong();
    long bytes = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path listed : (Iterable<Path>) files::iterator) {
        String name = listed.getFileName().toString();
        if (name.endsWith(LetterFile.SUFFIX) || name.endsWith(LetterFile.OPEN_SUFFIX)) {
          bytes += OURS.contains(listed) ? 0 : listed.toFile().length();
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    completeBytes = bytes;
  }

  /** Completes the file, so that it can be replayed. */
  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      closed = true;
      completeOrLeave();
    }
  }
}
