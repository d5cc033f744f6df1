package io.github.flumespark.osgi.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flume.conf.ConfigFilterFactory;
import org.apache.flume.configfilter.ConfigFilter;

/**
 * Looks at an agent's configuration filters, which replace {@code ${filter['key']}}. Flume on its
 * own goes on without a filter that it can't create, and with the text as it stands where a filter
 * has no value: a password would then be {@code ${f['PW']}}.
 */
final class ConfigFilters {

  /** As Flume has it, for any filter. */
  private static final Pattern USE =
      Pattern.compile("\\$\\{([^\\[{}:]+)\\[('|\"|)([-_a-zA-Z0-9]+)\\2]}");

  private final String agent;
  private final Map<String, String> properties;
  private final Map<String, ConfigFilter> filters = new HashMap<>();

  private ConfigFilters(String agent, Map<String, String> properties) {
    this.agent = agent;
    this.properties = properties;
  }

  /**
   * Refuses a configuration with a filter that can't be used, or that lacks a value.
   *
   * @param agent the agent's name
   * @param properties as they were written
   */
  static void check(String agent, Map<String, String> properties)
      throws AgentConfigurationException {
    new ConfigFilters(agent, properties).check();
  }

  private void check() throws AgentConfigurationException {
    String names = properties.getOrDefault(agent + ".configfilters", "").strip();
    for (String name : names.isEmpty() ? new String[0] : names.split("\\s+")) {
      filters.put(name, create(name));
    }
    String prefix = agent + ".";
    for (Map.Entry<String, String> entry : properties.entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        check(entry.getKey(), entry.getValue());
      }
    }
  }

  private ConfigFilter create(String name) throws AgentConfigurationException {
    String prefix = "%s.configfilters.%s.".formatted(agent, name);
    Map<String, String> context = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            context.put(key.substring(prefix.length()), value.strip());
          }
        });
    if (!context.containsKey("type")) {
      throw new AgentConfigurationException("there is no %stype".formatted(prefix));
    }
    try {
      ConfigFilter filter = ConfigFilterFactory.create(name, context.get("type"));
      filter.initializeWithConfiguration(context);
      return filter;
    } catch (RuntimeException | LinkageError e) {
      throw new AgentConfigurationException(
          "configuration filter '%s': %s".formatted(name, Reason.of(e)), e);
    }
  }

  private void check(String key, String value) throws AgentConfigurationException {
    Matcher use = USE.matcher(value);
    while (use.find()) {
      ConfigFilter filter = filters.get(use.group(1));
      if (filter == null) {
        throw new AgentConfigurationException(
            "%s asks the configuration filter '%s', which %s.configfilters does not list"
                .formatted(key, use.group(1), agent));
      }
      if (valueOf(filter, key, use) == null) {
        throw new AgentConfigurationException(
            "%s: the configuration filter '%s' has no value for '%s'"
                .formatted(key, use.group(1), use.group(3)));
      }
    }
  }

  private static String valueOf(ConfigFilter filter, String key, Matcher use)
      throws AgentConfigurationException {
    try {
      return filter.filter(use.group(3));
    } catch (RuntimeException | LinkageError e) {
      throw new AgentConfigurationException(
          "%s: the configuration filter '%s' fails: %s".formatted(key, use.group(1), Reason.of(e)),
          e);
    }
  }
}
