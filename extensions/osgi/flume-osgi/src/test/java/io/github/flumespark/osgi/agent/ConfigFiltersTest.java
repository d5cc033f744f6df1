package io.github.flumespark.osgi.agent;

import static io.github.flumespark.osgi.agent.TestAgents.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFiltersTest {

  @TempDir Path directory;

  private final Map<String, String> agent = new HashMap<>(sequence(1));

  @Test
  void theEnvironmentGivesAValue() throws Exception {
    agent.put("web.configfilters", "f");
    agent.put("web.configfilters.f.type", "env");
    agent.put("web.sinks.record.tell", "home of ${f['HOME']}");

    new ConfigurationLoader("web").load(agent);

    assertThat(Recorder.told).isEqualTo("home of " + System.getenv("HOME"));
  }

  @Test
  void aProcessGivesAValue() throws Exception {
    Path script =
        Files.writeString(directory.resolve("secret.sh"), "#!/bin/sh\necho \"it is $1\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    agent.put("web.configfilters", "ext");
    agent.put("web.configfilters.ext.type", "external");
    agent.put("web.configfilters.ext.command", script.toString());
    agent.put("web.sinks.record.tell", "${ext[\"PW\"]}");

    new ConfigurationLoader("web").load(agent);

    assertThat(Recorder.told).isEqualTo("it is PW");
  }

  @Test
  void aFilterThatIsNotThereRefusesTheConfiguration() {
    agent.put("web.sinks.record.tell", "${f['PW']}");
    refused(
        "web.sinks.record.tell asks the configuration filter 'f', which web.configfilters does not"
            + " list");

    agent.put("web.configfilters", "f");
    refused("there is no web.configfilters.f.type");

    agent.put("web.configfilters.f.type", "org.example.Filter");
    refused(
        "configuration filter 'f': Unable to load configfilter type: org.example.Filter, class:"
            + " org.example.Filter: no bundle exports the class org.example.Filter; is the bundle"
            + " that has it installed?");

    agent.put("web.configfilters.f.type", "hadoop");
    refused(
        "configuration filter 'f': org/apache/hadoop/conf/Configuration: no bundle exports the"
            + " class org.apache.hadoop.conf.Configuration; is the bundle that has it installed?");
  }

  @Test
  void aValueThatAFilterLacksRefusesTheConfiguration() {
    agent.put("web.configfilters", "f");
    agent.put("web.configfilters.f.type", "env");
    agent.put("web.sinks.record.tell", "${f['THERE_IS_NO_SUCH_VARIABLE']}");

    refused(
        "web.sinks.record.tell: the configuration filter 'f' has no value for"
            + " 'THERE_IS_NO_SUCH_VARIABLE'");
  }

  private void refused(String why) {
    assertThatThrownBy(() -> new ConfigurationLoader("web").load(agent))
        .isInstanceOf(AgentConfigurationException.class)
        .hasMessage(why);
  }
}
