package io.github.flumespark.itest.karaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Karaf's log file. */
final class KarafLog {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Path file;

  KarafLog(Path file) {
    this.file = file;
  }

  /** How much there is: a mark from which to look for what comes next. */
  int mark() {
    return text().length();
  }

  /** Waits for the first match after a mark. */
  Matcher await(String regex, int mark) {
    Pattern pattern = Pattern.compile(regex);
    return Awaitility.await(regex + " in " + file)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> find(pattern, mark), Optional::isPresent)
        .orElseThrow();
  }

  /** Waits for the port of a sink that starts after a mark. */
  int awaitSinkPort(String sink, int mark) {
    return Integer.parseInt(
        await("Spark sink " + sink + " is listening on 127\\.0\\.0\\.1:(\\d+)", mark).group(1));
  }

  /** Waits for the port of a netcat source that starts after a mark. */
  int awaitNetcatPort(int mark) {
    return Integer.parseInt(await("Created serverSocket:.*\\[/[^\\]]*:(\\d+)\\]", mark).group(1));
  }

  /** How many lines have a text. */
  int lines(String text) {
    return Math.toIntExact(text().lines().filter(line -> line.contains(text)).count());
  }

  boolean contains(String text) {
    return text().contains(text);
  }

  private Optional<Matcher> find(Pattern pattern, int mark) {
    Matcher matcher = pattern.matcher(text().substring(mark));
    return matcher.find() ? Optional.of(matcher) : Optional.empty();
  }

  private String text() {
    try {
      // Not UTF-8: the file may end in the middle of a character.
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
