package org.apache.spark.streaming.flume.sink.internal.extension;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;

/**
 * Where one extension runs.
 *
 * @param sinkName the sink
 * @param alias the extension's place in its configuration
 * @param root the sink's {@code dataDirectory}, shared by sinks and extensions
 * @param nanoClock the sink's clock
 * @param tasks what the extension has done again and again
 */
record SinkExtensionContext(
    String sinkName, String alias, Path root, LongSupplier nanoClock, ScheduledTasks tasks)
    implements ExtensionContext {

  @Override
  public Path dataDirectory() {
    Path directory = root.resolve(fileName(sinkName)).resolve(fileName(alias));
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't make the data directory " + directory, e);
    }
  }

  @Override
  public Clock wallClock() {
    return Clock.systemUTC();
  }

  @Override
  public void scheduleWithFixedDelay(Runnable task, Duration initialDelay, Duration delay) {
    tasks.add(task, initialDelay, delay);
  }

  /**
   * A name as a single file name. Everything unusual is escaped, not replaced: two names must never
   * share a directory. A dot is unusual at the start, or {@code ..} would lead out of the root.
   */
  static String fileName(String name) {
    if (name.isEmpty()) {
      return "%";
    }
    StringBuilder safe = new StringBuilder();
    for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (unit & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || (c == '.' && safe.length() > 0);
      if (plain) {
        safe.append(c);
      } else {
        safe.append('%').append(HexFormat.of().toHexDigits(unit));
      }
    }
    return safe.toString();
  }
}
