package io.github.flumespark.osgi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSettingsTest {

  @TempDir Path directory;

  @Test
  void keysOfFlumeAreTheAgentAndThoseOfTheContainerAreNot() throws Exception {
    AgentSettings settings =
        AgentSettings.parse(
            Map.of(
                "web.sources", "netcat",
                "web.sinks.spark.port", 9999,
                "web.channels", new String[] {"a", "b"},
                "web.sinks", List.of("x", "y"),
                "service.pid", "io.github.flumespark.agent~web",
                "component.name", "agent",
                "felix.fileinstall.filename", "file:/web.cfg",
                ".private", "x"));

    assertThat(settings.agent().name()).isEqualTo("web");
    assertThat(settings.agent().properties())
        .containsOnly(
            Map.entry("web.sources", "netcat"),
            Map.entry("web.sinks.spark.port", "9999"),
            Map.entry("web.channels", "a b"),
            Map.entry("web.sinks", "x y"));
  }

  @Test
  void aFileWithSeveralAgentsNeedsAName() throws Exception {
    Path file = directory.resolve("flume.properties");
    Files.writeString(file, "one.sinks = a\ntwo.sinks = b\n");

    assertThatThrownBy(() -> AgentSettings.parse(Map.of("file", file.toString())).agent())
        .isInstanceOf(AgentConfigurationException.class)
        .hasMessage(
            "the file " + file + " has the agents one, two: tell with 'name' which of them to run");
    assertThat(AgentSettings.parse(Map.of("file", file.toString(), "name", " two ")).agent().name())
        .isEqualTo("two");
  }

  @Test
  void anAgentThatIsNotThereIsToldWithThoseThatAre() {
    assertThatThrownBy(() -> AgentSettings.parse(Map.of("web.sinks", "a", "name", "other")).agent())
        .hasMessage("the configuration has no agent 'other'; it has web");
    assertThatThrownBy(() -> AgentSettings.parse(Map.of("web.sink", "a")).agent())
        .hasMessageContaining("has no agent: there are no keys NAME.sources");
  }

  @Test
  void aFileThatIsMissingOrBrokenIsTold() throws Exception {
    Path missing = directory.resolve("missing.properties");
    Path broken = directory.resolve("broken.properties");
    Files.writeString(broken, "web.sinks = \\u12");

    assertThatThrownBy(() -> AgentSettings.parse(Map.of("file", missing.toString())).agent())
        .hasMessage("there is no file " + missing);
    assertThatThrownBy(() -> AgentSettings.parse(Map.of("file", broken.toString())).agent())
        .hasMessageStartingWith("the file " + broken + " can't be read");
  }

  @Test
  void aKeyThatNobodyKnowsIsAnError() {
    assertThatThrownBy(() -> AgentSettings.parse(Map.of("nmae", "web", "web.sinks", "a")))
        .hasMessageStartingWith("the key 'nmae' is not known; there are 'name', 'file'");
  }

  @Test
  void aFileAndKeysOfFlumeTogetherAreAnError() {
    assertThatThrownBy(() -> AgentSettings.parse(Map.of("file", "/x", "web.sinks", "a")))
        .hasMessage("it has both 'file' and keys of Flume (web.sinks): use one of them");
  }

  @Test
  void nothingIsEmpty() throws Exception {
    assertThat(AgentSettings.parse(Map.of("service.pid", "x", "file", " ")).isEmpty()).isTrue();
  }

  @Test
  void anArrayBecomesAListAsTheKeyHasIt() throws Exception {
    AgentSettings settings =
        AgentSettings.parse(
            Map.of(
                "web.sinks", new String[] {"a"},
                "web.sinks.a.ipFilterRules", new String[] {"allow:ip:10.*", "deny:ip:*"},
                "web.sources.s.ports", new int[] {1, 2}));

    assertThat(settings.properties())
        .containsEntry("web.sinks.a.ipFilterRules", "allow:ip:10.*,deny:ip:*")
        .containsEntry("web.sources.s.ports", "1 2");
  }

  @Test
  void anElementThatWouldBecomeSeveralIsAnError() {
    assertThatThrownBy(
            () -> AgentSettings.parse(Map.of("web.sources.s.command", new String[] {"a b"})))
        .hasMessageStartingWith("web.sources.s.command is an array with the element 'a b'");
  }

  @Test
  void quotesThatKarafDidNotTakeForThoseOfATypeAreAnError() {
    assertThatThrownBy(() -> AgentSettings.parse(Map.of("web.sinks", "\"a\"")).agent())
        .hasMessageStartingWith("web.sinks is \"a\", with its quotes; allowed: no quotes");
  }

  @Test
  void aKeyWithoutAValueIsAWarning() throws Exception {
    Path file = directory.resolve("flume.properties");
    Files.writeString(file, "web.sinks = a\nweb.sinks.a.keystore-password =\n");

    assertThat(
            AgentSettings.parse(Map.of("web.sinks", "a", "web.sinks.a.keystore-password", " "))
                .agent()
                .warnings())
        .containsExactly(
            "web.sinks.a.keystore-password has no value and so counts for nothing; an unknown ${...}"
                + " in a .cfg becomes empty, one that is meant for Flume is $\\\\{...}");
    assertThat(AgentSettings.parse(Map.of("file", file.toString())).agent().warnings())
        .containsExactly("web.sinks.a.keystore-password has no value and so counts for nothing");
  }
}
