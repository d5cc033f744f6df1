package io.github.flumespark.itest.karaf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM holds, after a full garbage collection.
 *
 * @param threads their names, with {@code #} for each number in them
 * @param loaders how many class loaders of bundles there are
 * @param classes the names of the loaded classes that have instances
 */
record JvmState(Map<String, Integer> threads, int loaders, Set<String> classes) {

  private static final int LIMIT_SECONDS = 60;

  private static final Pattern THREAD = Pattern.compile("^\"(.*)\" #\\d+.*");
  private static final Pattern INSTANCES =
      Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");
  private static final Set<String> LOADERS =
      Set.of(
          "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader",
          "org.eclipse.osgi.internal.loader.EquinoxClassLoader");

  /** Looks at a JVM with the tools of this one's JDK. */
  static JvmState of(long pid) throws IOException, InterruptedException {
    Map<String, Integer> threads = new TreeMap<>();
    for (String line : jcmd(pid, "Thread.print")) {
      Matcher thread = THREAD.matcher(line);
      if (thread.matches()) {
        threads.merge(thread.group(1).replaceAll("[0-9]+", "#"), 1, Integer::sum);
      }
    }
    int loaders = 0;
    Set<String> classes = new TreeSet<>();
    for (String line : jcmd(pid, "GC.class_histogram")) {
      Matcher instances = INSTANCES.matcher(line);
      if (instances.matches()) {
        classes.add(instances.group(2));
        if (LOADERS.contains(instances.group(2))) {
          loaders += Integer.parseInt(instances.group(1));
        }
      }
    }
    return new JvmState(threads, loaders, classes);
  }

  /** Leaves a file with all objects, for whoever wants to know what holds them. */
  static void dump(long pid, Path file) throws IOException, InterruptedException {
    jcmd(pid, "GC.heap_dump", file.toString());
  }

  private static List<String> jcmd(long pid, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(Long.toString(pid));
    line.addAll(List.of(command));
    Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(jcmd.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = out.lines().toList();
      if (!jcmd.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
        throw new IllegalStateException("%s: %s".formatted(line, lines));
      }
      return lines;
    } finally {
      jcmd.destroyForcibly();
    }
  }
}
