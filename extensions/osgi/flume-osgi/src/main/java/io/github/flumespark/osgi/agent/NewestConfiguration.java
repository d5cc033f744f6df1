package io.github.flumespark.osgi.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flume.node.MaterializedConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration that was given last, whether it can be used or not, and what is made of it.
 * Used by one thread, but for {@link #warnings}.
 */
final class NewestConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(NewestConfiguration.class);

  private final String pid;
  private Map<String, ?> configuration = Map.of();
  private FileWatch watch = FileWatch.NONE;
  private ConfigurationLoader loader;
  private volatile List<String> warnings = List.of();

  NewestConfiguration(String pid) {
    this.pid = pid;
  }

  /** An agent's name and its components, none of which was started. */
  record Loaded(String name, MaterializedConfiguration components) {}

  void set(Map<String, ?> newest) {
    configuration = newest;
  }

  /** Whether the file that it points to is another than it was when it was loaded. */
  boolean hasChanged() {
    return watch.hasChanged();
  }

  /**
   * Makes components of it.
   *
   * @return empty if there is nothing in it
   * @throws AgentConfigurationException if it can't be used; channels of what was loaded before are
   *     as they were
   */
  Optional<Loaded> load() throws AgentConfigurationException {
    AgentSettings settings = AgentSettings.parse(configuration);
    watch = settings.file().map(FileWatch::of).orElse(FileWatch.NONE);
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    AgentSettings.Agent agent = settings.agent();
    warn(agent.warnings());
    ConfigurationLoader suitable =
        loader != null && loader.agent().equals(agent.name())
            ? loader
            : new ConfigurationLoader(agent.name());
    MaterializedConfiguration components = suitable.load(agent.properties());
    // Not before it proved to be good: the one in use has the channels of what runs.
    loader = suitable;
    return Optional.of(new Loaded(agent.name(), components));
  }

  private void warn(List<String> newest) {
    if (!newest.equals(warnings)) {
      newest.forEach(warning -> LOG.warn("Configuration {}: {}", pid, warning));
    }
    warnings = newest;
  }

  /** What of it is likely a mistake. */
  List<String> warnings() {
    return warnings;
  }
}
