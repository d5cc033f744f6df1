package io.github.flumespark.extension.sequence;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/** A JVM of its own that prints numbers until somebody kills it, or why it has none. */
final class EpochProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedReader output;

  private EpochProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static EpochProcess start(Path directory) throws IOException {
    String classPath =
        Stream.of(EpochProcess.class, DurableEpochSequence.class, SequenceGenerator.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .map(location -> Path.of(URI.create(location.toString())).toString())
            .distinct()
            .collect(Collectors.joining(System.getProperty("path.separator")));
    return new EpochProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                EpochProcess.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start());
  }

  /** The next lines that it prints. */
  List<String> read(int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(output.readLine());
    }
    return lines;
  }

  /** As kill -9 does. What it had printed by then is returned, a last half line left out. */
  List<String> kill() throws Exception {
    // By its handle: Process.destroyForcibly would also close the pipe that we read from.
    process.toHandle().destroyForcibly();
    List<String> rest = new ArrayList<>(output.lines().toList());
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The process does not end");
    }
    if (!rest.isEmpty()) {
      rest.remove(rest.size() - 1);
    }
    return rest;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The child. */
  public static void main(String[] args) {
    DurableEpochSequence sequence;
    try {
      sequence = DurableEpochSequence.open(Path.of(args[0]));
    } catch (RuntimeException refused) {
      System.out.println("refused: " + refused.getMessage());
      return;
    }
    // An end, should the parent die: the pipe breaks, or the child has printed enough.
    for (int i = 0; i < 10_000_000 && !System.out.checkError(); i++) {
      System.out.println(sequence.next());
    }
  }
}
