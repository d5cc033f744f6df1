package io.github.flumespark.itest.others;

import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.FlumeHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An agent that is not the one of the other tests, and how the sink was put into it. */
enum OtherAgent {
  /** Flume 1.11.0 with what a core without Avro's source and sink would be left with. */
  BARE_1_11_STANDALONE("1.11.0", true),
  FULL_1_11_STANDALONE("1.11.0", true),
  FLUME_1_10("1.10.1", false),
  FLUME_1_10_STANDALONE("1.10.1", true),
  FLUME_1_9_STANDALONE("1.9.0", true);

  /** The libraries that the standalone layout brings, under whatever version. */
  private static final Pattern BROUGHT = Pattern.compile("(avro|netty|jackson)-.*");

  private final String version;
  private final boolean standalone;

  OtherAgent(String version, boolean standalone) {
    this.version = version;
    this.standalone = standalone;
  }

  /**
   * What to start.
   *
   * @param properties the text of the properties file
   * @param directory where the jars of a home that has to be made can lie
   */
  AgentSetup setup(String properties, Path directory) throws IOException {
    FlumeHome assembled = FlumeHome.assembled();
    Path lib =
        version.equals("1.11.0")
            ? assembled.lib()
            : Path.of(System.getProperty("flume-" + version));
    if (this == BARE_1_11_STANDALONE) {
      lib = without(BROUGHT, lib, directory.resolve("lib"));
    }
    List<Path> plugins =
        standalone ? List.of(Path.of(System.getProperty("standalone"))) : assembled.pluginsPath();
    FlumeHome home =
        new FlumeHome(lib, plugins).withPlugins(transformers(directory.resolve("plugins.d")));
    return AgentSetup.of("agent", properties).withHome(home).withPollSeconds(0);
  }

  private static Path without(Pattern names, Path lib, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> jars = Files.list(lib)) {
      for (Path jar : jars.toList()) {
        if (!names.matcher(jar.getFileName().toString()).matches()) {
          Files.createSymbolicLink(to.resolve(jar.getFileName()), jar);
        }
      }
    }
    return to;
  }

  /** An extension as it is published, compiled against the API as it is published. */
  private static Path transformers(Path plugins) throws IOException {
    Path lib = Files.createDirectories(plugins.resolve("flume-spark-event-transformers/lib"));
    Path target = Path.of(System.getProperty("transformers"));
    try (Stream<Path> files = Files.list(target)) {
      Path jar =
          files
              .filter(
                  file ->
                      file.getFileName()
                          .toString()
                          .matches("flume-spark-event-transformers-\\d[\\w.]*(-SNAPSHOT)?\\.jar"))
              .findFirst()
              .orElseThrow(() -> new IOException("There is no jar of transformers in " + target));
      Files.copy(jar, lib.resolve(jar.getFileName()));
    }
    return plugins;
  }

  boolean isStandalone() {
    return standalone;
  }

  Path workDirectory() throws IOException {
    return Agents.workDirectory(OtherAgentsIT.class, name());
  }
}
