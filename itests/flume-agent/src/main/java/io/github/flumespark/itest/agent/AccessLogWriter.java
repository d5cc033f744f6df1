package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Appends lines to a web server's access log at a steady rate, on a thread of its own. */
final class AccessLogWriter {

  private static final long TICK_MILLIS = 50;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
  private static final List<String> PATHS =
      List.of(
          "/", "/cart", "/catalog?page=2", "/img/logo.svg", "/login", "/orders/1042", "/search");

  private final Path file;
  private final int linesPerTick;
  private final Random random = new Random(42);
  private final AtomicLong written = new AtomicLong();
  private final Thread thread = new Thread(this::run, "access-log-writer");
  private volatile boolean stopped;

  AccessLogWriter(Path file, int linesPerSecond) {
    this.file = file;
    this.linesPerTick = Math.max(1, (int) (linesPerSecond * TICK_MILLIS / 1000));
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** How many lines are in the file. */
  long written() {
    return written.get();
  }

  private void run() {
    try (Writer out =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long next = System.nanoTime();
      while (!stopped) {
        for (int i = 0; i < linesPerTick; i++) {
          out.write(line());
        }
        out.flush();
        written.addAndGet(linesPerTick);
        next += TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write " + file, e);
    }
  }

  private String line() {
    return String.format(
        Locale.ROOT,
        "192.0.2.%d - - [%s] \"GET %s HTTP/1.1\" %d %d%n",
        1 + random.nextInt(254),
        TIME.format(ZonedDateTime.now(ZoneOffset.UTC)),
        PATHS.get(random.nextInt(PATHS.size())),
        random.nextInt(50) == 0 ? 404 : 200,
        200 + random.nextInt(20_000));
  }

  /**
   * Stops after a whole line; a writer that was never started, or has been stopped, is left alone.
   */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join(TimeUnit.SECONDS.toMillis(5));
  }
}
