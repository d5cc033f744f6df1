package io.github.flumespark.itest.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an agent has printed so far: read by a thread, kept in memory, copied to a file. */
public final class AgentLog {

  private static final int TAIL = 40;

  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  AgentLog(InputStream output, Path file, String name) {
    this.file = file;
    this.reader = new Thread(() -> read(output), "log-of-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream output) {
    try (BufferedReader in =
            new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
        Writer copy = Files.newBufferedWriter(file)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        copy.write(line + "\n");
        copy.flush();
        add(line);
      }
    } catch (IOException e) {
      // The stream of a process that was killed may end in this way.
      add("[the agent's output ended: " + e + "]");
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** The whole log, on disk. */
  public Path file() {
    return file;
  }

  /** How many lines there are: a mark from which to wait for what comes next. */
  public synchronized int mark() {
    return lines.size();
  }

  /** The lines since a mark. */
  public synchronized List<String> since(int mark) {
    return List.copyOf(lines.subList(mark, lines.size()));
  }

  /** The last lines, for messages. */
  public synchronized String tail() {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }

  /** The first match from a mark on that is there already. */
  public synchronized Optional<Matcher> find(Pattern pattern, int mark) {
    for (int i = mark; i < lines.size(); i++) {
      Matcher matcher = pattern.matcher(lines.get(i));
      if (matcher.find()) {
        return Optional.of(matcher);
      }
    }
    return Optional.empty();
  }

  /**
   * Waits for a line.
   *
   * @param regex what to find in it
   * @param mark the line from which to look
   * @param limit how long to wait at most
   * @return the first match
   * @throws AgentException if the time is over, or if the agent's output ends before
   */
  public synchronized Matcher await(String regex, int mark, Duration limit)
      throws InterruptedException {
    Pattern pattern = Pattern.compile(regex);
    long start = System.nanoTime();
    int seen = mark;
    while (true) {
      Optional<Matcher> found = find(pattern, seen);
      if (found.isPresent()) {
        return found.get();
      }
      seen = Math.max(seen, lines.size());
      long left = limit.toMillis() - Duration.ofNanos(System.nanoTime() - start).toMillis();
      if (ended || left <= 0) {
        String why = ended ? "the agent ended" : "nothing within " + limit.toMillis() + " ms";
        throw new AgentException("Waited for a line with /" + regex + "/ but " + why, this);
      }
      wait(left);
    }
  }

  /** Waits until the last line has been read; call it once the process has ended. */
  void awaitEnd(Duration limit) throws InterruptedException {
    reader.join(limit.toMillis());
  }
}
