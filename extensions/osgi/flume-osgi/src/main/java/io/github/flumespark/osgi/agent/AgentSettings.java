package io.github.flumespark.osgi.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration as Config Admin gives it: {@code name}, and either {@code file} or Flume's own
 * keys, which begin with an agent's name and a dot. Immutable.
 *
 * @param name the agent to run; not needed where there is just one
 * @param file where Flume's properties are, if not in the configuration itself
 * @param properties Flume's properties in the configuration, without a container's own keys
 */
record AgentSettings(Optional<String> name, Optional<Path> file, Map<String, String> properties) {

  static final String NAME = "name";
  static final String FILE = "file";

  private static final Pattern LIST = Pattern.compile("([^.]+)\\.(sources|channels|sinks)");

  /** What Config Admin, Declarative Services, Felix File Install and Karaf add. */
  private static final Pattern CONTAINERS =
      Pattern.compile("\\..*|(service|component|felix|osgi|webconsole)\\..+|org\\.apache\\..+");

  /**
   * An agent.
   *
   * @param name its name
   * @param properties Flume's, of this agent and of others in the same file
   * @param warnings what of them is likely a mistake
   */
  record Agent(String name, Map<String, String> properties, List<String> warnings) {}

  static AgentSettings parse(Map<String, ?> configuration) throws AgentConfigurationException {
    Map<String, String> properties = new TreeMap<>();
    for (Map.Entry<String, ?> entry : configuration.entrySet()) {
      String key = entry.getKey();
      if (key.equals(NAME) || key.equals(FILE) || CONTAINERS.matcher(key).matches()) {
        continue;
      }
      if (!key.contains(".")) {
        throw new AgentConfigurationException(
            "the key '%s' is not known; there are '%s', '%s', and Flume's, which begin with the"
                    .formatted(key, NAME, FILE)
                + " agent's name and a dot");
      }
      properties.put(key, PropertyText.of(key, entry.getValue()));
    }
    Optional<Path> file = file(configuration);
    if (file.isPresent() && !properties.isEmpty()) {
      throw new AgentConfigurationException(
          "it has both '%s' and keys of Flume (%s): use one of them"
              .formatted(FILE, properties.keySet().iterator().next()));
    }
    return new AgentSettings(value(configuration, NAME), file, Map.copyOf(properties));
  }

  private static Optional<Path> file(Map<String, ?> configuration)
      throws AgentConfigurationException {
    String path = value(configuration, FILE).orElse(null);
    if (path == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(path).toAbsolutePath());
    } catch (InvalidPathException e) {
      throw new AgentConfigurationException("%s = %s is no path".formatted(FILE, path), e);
    }
  }

  private static Optional<String> value(Map<String, ?> configuration, String key) {
    return Optional.ofNullable(configuration.get(key))
        .map(value -> String.valueOf(value).trim())
        .filter(text -> !text.isEmpty());
  }

  /** Whether there is nothing in it, as in a file whose lines are all commented out. */
  boolean isEmpty() {
    return file.isEmpty() && properties.isEmpty();
  }

  /** Reads the file, if there is one, and finds the agent. */
  Agent agent() throws AgentConfigurationException {
    Map<String, String> all = file.isPresent() ? read(file.get()) : properties;
    Set<String> agents = new TreeSet<>();
    for (Map.Entry<String, String> entry : all.entrySet()) {
      Matcher list = LIST.matcher(entry.getKey());
      if (list.matches()) {
        agents.add(list.group(1));
        refuseQuotes(entry.getKey(), entry.getValue());
      }
    }
    String where = file.map(path -> "the file " + path).orElse("the configuration");
    if (agents.isEmpty()) {
      throw new AgentConfigurationException(
          where + " has no agent: there are no keys NAME.sources, NAME.channels and NAME.sinks");
    }
    if (name.isEmpty() && agents.size() > 1) {
      throw new AgentConfigurationException(
          "%s has the agents %s: tell with '%s' which of them to run"
              .formatted(where, String.join(", ", agents), NAME));
    }
    String agent = name.orElseGet(() -> agents.iterator().next());
    if (!agents.contains(agent)) {
      throw new AgentConfigurationException(
          "%s has no agent '%s'; it has %s".formatted(where, agent, String.join(", ", agents)));
    }
    return new Agent(agent, all, emptyValues(all));
  }

  /** Karaf takes quotes for those of types only where each line of the file has them. */
  private static void refuseQuotes(String key, String value) throws AgentConfigurationException {
    if (value.strip().startsWith("\"")) {
      throw new AgentConfigurationException(
          "%s is %s, with its quotes; allowed: no quotes, or a file in which each value is in quotes or an array [\"...\"]"
              .formatted(key, value.strip()));
    }
  }

  /** Flume takes no notice of a key without a value. */
  private List<String> emptyValues(Map<String, String> all) {
    String advice =
        file.isPresent()
            ? ""
            : "; an unknown ${...} in a .cfg becomes empty, one that is meant for Flume is $\\\\{...}";
    return all.entrySet().stream()
        .filter(entry -> entry.getValue().isBlank())
        .map(
            entry ->
                "%s has no value and so counts for nothing%s".formatted(entry.getKey(), advice))
        .sorted()
        .toList();
  }

  /** In the encoding of Java's properties files, as Flume reads them. */
  private static Map<String, String> read(Path file) throws AgentConfigurationException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      throw new AgentConfigurationException("there is no file " + file, e);
    } catch (IOException | IllegalArgumentException e) {
      throw new AgentConfigurationException("the file %s can't be read: %s".formatted(file, e), e);
    }
    Map<String, String> all = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> all.put(key, properties.getProperty(key)));
    return all;
  }
}
