package io.github.flumespark.monitor;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the agent's components are connected, which no bean tells: from the properties file with
 * which the agent was started. Nothing else of the file is kept, so no secret of it can be shown.
 *
 * @param agent the agent's name; empty if it is not known
 * @param parts its components; empty if they are not known, as with a configuration from ZooKeeper
 */
record Wiring(String agent, List<Part> parts) {

  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  private static final String MAIN = "org.apache.flume.node.Application";

  /** A component, its type, and the channels that it is connected to. */
  record Part(String kind, String name, String type, List<String> channels) {

    Part {
      channels = List.copyOf(channels);
    }

    /** Whether this is how that component is configured. */
    boolean isOf(Component component) {
      return kind.equals(component.kind()) && name.equals(component.name());
    }
  }

  Wiring {
    parts = List.copyOf(parts);
  }

  /**
   * Finds it out.
   *
   * @param agent null to take what the command line says
   * @param file likewise
   */
  static Wiring of(String agent, String file) {
    List<String> arguments = commandLine();
    String name = agent != null ? agent : argument(arguments, "-n", "--name");
    String path = file != null ? file : argument(arguments, "-f", "--conf-file");
    if (name.isEmpty() || path.isEmpty()) {
      return new Wiring(name, List.of());
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(path))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("Monitor: {} can't be read, so nothing shows what is connected to what", path, e);
    }
    return read(name, properties);
  }

  /** Of the arguments of Flume's main class. */
  private static List<String> commandLine() {
    List<String> all =
        ProcessHandle.current()
            .info()
            .arguments()
            .map(Arrays::asList)
            .orElseGet(() -> words(System.getProperty("sun.java.command", "")));
    int main = all.indexOf(MAIN);
    return main < 0 ? List.of() : all.subList(main + 1, all.size());
  }

  private static String argument(List<String> arguments, String... names) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (Arrays.asList(names).contains(arguments.get(i))) {
        return arguments.get(i + 1);
      }
    }
    return "";
  }

  static Wiring read(String agent, Properties properties) {
    List<Part> parts = new ArrayList<>();
    for (String kind : List.of(Component.SOURCE, Component.CHANNEL, Component.SINK)) {
      String own = "%s.%ss".formatted(agent, kind);
      for (String name : words(properties.getProperty(own, ""))) {
        String prefix = own + "." + name + ".";
        String channels = kind.equals(Component.SINK) ? "channel" : "channels";
        parts.add(
            new Part(
                kind,
                name,
                properties.getProperty(prefix + "type", "").trim(),
                words(properties.getProperty(prefix + channels, ""))));
      }
    }
    return new Wiring(agent, parts);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
