package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.client.AvroClient;
import io.github.flumespark.itest.benchmarks.client.PollClient;
import io.github.flumespark.itest.benchmarks.client.WireClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a run was asked to do, and where its things are.
 *
 * @param target Maven's build directory
 * @param results where the report goes
 * @param matrix which drains: {@code headline}, {@code subset} or {@code full}
 * @param quick one pair and short rounds: for a look, not for figures
 * @param avroClient Avro's own client in place of the lean one
 * @param standalone our sink as the standalone layout has it, with libraries of its own
 * @param only the scenarios to run; empty for all
 * @param pairs pairs of rounds, reference and ours in turn
 */
public record Setup(
    Path target,
    Path results,
    String matrix,
    boolean quick,
    boolean avroClient,
    boolean standalone,
    List<String> only,
    int pairs) {

  public static final String USAGE =
      "options: [--full | --headline] [--quick] [--client wire|avro] [--standalone]"
          + " [--pairs N] [--only drain,filter,monitor,trickle,burst,hold,heap,idle,scale,jmh]";

  private static final AtomicInteger DIRECTORIES = new AtomicInteger();

  public static Setup parse(String[] args) {
    Path target = Path.of("target");
    Path results = Path.of("results");
    String matrix = "subset";
    boolean quick = false;
    boolean avro = false;
    boolean standalone = false;
    List<String> only = List.of();
    int pairs = 5;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--full", "--headline" -> matrix = args[i].substring(2);
        case "--quick" -> quick = true;
        case "--standalone" -> standalone = true;
        case "--target" -> target = Path.of(args[++i]);
        case "--results" -> results = Path.of(args[++i]);
        case "--pairs" -> pairs = Integer.parseInt(args[++i]);
        case "--only" -> only = Arrays.asList(args[++i].split(",", -1));
        case "--client" -> avro = args[++i].equals("avro");
        default -> throw new IllegalArgumentException(args[i] + "; " + USAGE);
      }
    }
    boolean whole = !quick && !avro && !standalone && only.isEmpty() && !matrix.equals("headline");
    if (!whole) {
      // What the README shows comes from whole runs alone.
      results = target.resolve("results");
    }
    return new Setup(target, results, matrix, quick, avro, standalone, only, quick ? 1 : pairs);
  }

  /** For the report. */
  Map<String, String> describe() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("client", avroClient ? "Avro's" : "lean");
    options.put("layout", standalone ? "standalone" : "ordinary");
    options.put("matrix", matrix);
    options.put("pairs", String.valueOf(pairs));
    options.put("quick", String.valueOf(quick));
    return options;
  }

  public boolean runs(String scenario) {
    return only.isEmpty() || only.contains(scenario);
  }

  String classPath(Side side) {
    List<String> entries = new ArrayList<>();
    entries.add(target.resolve("classes").toString());
    side.classPath(standalone)
        .forEach(folder -> entries.add(target.resolve("classpath").resolve(folder) + "/*"));
    return String.join(File.pathSeparator, entries);
  }

  /** A new directory below the build directory, for a child's log and files. */
  public Path newDirectory(String label) throws IOException {
    Path run = target.resolve("run");
    Files.createDirectories(run);
    return Files.createTempDirectory(run, label + "-" + DIRECTORIES.incrementAndGet() + "-");
  }

  PollClient connect(int port, boolean stamps) throws IOException {
    return avroClient ? new AvroClient(port, stamps) : new WireClient(port, stamps);
  }
}
