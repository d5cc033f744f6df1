package io.github.flumespark.osgi.agent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flume.node.ConfigurationSource;
import org.apache.flume.node.MaterializedConfiguration;
import org.apache.flume.node.UriConfigurationProvider;

/**
 * Makes components of an agent's properties, by Flume's own means, and refuses what Flume would
 * repair by leaving components out. Used by one thread.
 *
 * <p>It lives as long as its agent, because Flume hands a channel on from one configuration to the
 * next: that is how the events in a memory channel outlive a reconfiguration. A channel that a
 * configuration does not name is forgotten, events and all. So each configuration is first tried
 * with channels of its own, and a broken one changes nothing.
 */
final class ConfigurationLoader {

  private final String agent;
  private final Source source = new Source();
  private final UriConfigurationProvider lasting;

  ConfigurationLoader(String agent) {
    this.agent = agent;
    this.lasting = new UriConfigurationProvider(agent, List.of(source), null, null, 0);
  }

  String agent() {
    return agent;
  }

  /**
   * Creates and configures the components; none is started.
   *
   * @throws AgentConfigurationException if one is missing or can't be used; channels of the
   *     configuration before are as they were
   */
  MaterializedConfiguration load(Map<String, String> properties)
      throws AgentConfigurationException {
    ConfigFilters.check(agent, properties);
    Source trial = new Source();
    trial.set(properties);
    check(new UriConfigurationProvider(agent, List.of(trial), null, null, 0), properties);
    source.set(properties);
    return check(lasting, properties);
  }

  private MaterializedConfiguration check(
      UriConfigurationProvider provider, Map<String, String> properties)
      throws AgentConfigurationException {
    MaterializedConfiguration loaded;
    try {
      loaded = provider.getConfiguration();
    } catch (RuntimeException | LinkageError e) {
      throw new AgentConfigurationException(Reason.of(e), e);
    }
    new MissingComponents(agent, properties, provider::getFlumeConfiguration).check(loaded);
    return loaded;
  }

  /** A properties file in memory. */
  private static final class Source implements ConfigurationSource {

    private byte[] text = {};

    void set(Map<String, String> map) {
      Properties properties = new Properties();
      properties.putAll(map);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        properties.store(out, null);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      text = out.toByteArray();
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(text);
    }

    @Override
    public String getUri() {
      return "memory:";
    }

    @Override
    public String getExtension() {
      return PROPERTIES;
    }
  }
}
