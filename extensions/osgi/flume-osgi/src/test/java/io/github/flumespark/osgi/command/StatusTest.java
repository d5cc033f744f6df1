package io.github.flumespark.osgi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.FlumeAgent.Component;
import io.github.flumespark.osgi.FlumeAgent.Extension;
import io.github.flumespark.osgi.FlumeAgent.Kind;
import io.github.flumespark.osgi.extension.ExtensionKind;
import io.github.flumespark.osgi.extension.FoundExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class StatusTest {

  private static final Component SINK =
      new Component(Kind.SINK, "spark", "S", List.of("ch"), true, Optional.empty());

  private static final Extension MASK =
      new Extension("transformer", "mask", Optional.of("b 1.2.2"), Optional.of("b 1.2.3"), false);

  @Test
  void aSinkIsShownWithItsCounters() {
    FlumeAgent agent =
        new FakeAgent(
            "web", null, List.of(SINK), Map.of("Port", 9999, "EventDrainSuccessCount", 17L));

    assertThat(cells(text(agent), "web", "spark"))
        .containsExactly(
            "web", "spark", "started", "9999", "-", "-", "-", "-", "-", "-", "-", "-", "17", "-");
  }

  @Test
  void aSinkThatAnOperatorHasPausedIsShownAsThat() {
    FlumeAgent agent = new FakeAgent("web", null, List.of(SINK), Map.of("State", "paused"));

    assertThat(cells(text(agent), "web", "spark")).startsWith("web", "spark", "paused");
  }

  @Test
  void aSinkThatHasNotStartedIsShownWithTheReasonInItsRow() {
    Component failed =
        new Component(
            Kind.SINK,
            "spark",
            "S",
            List.of("ch"),
            false,
            Optional.of(
                "Sink 'spark': x is\nunknown; available: mask (org.example.M 1.0 from e [67](R"
                    + " 67.0)), split (org.example.S from jar:bundle://1:0/!/)"));

    assertThat(cells(text(new FakeAgent("web", null, List.of(failed), Map.of())), "web", "spark"))
        .startsWith("web", "spark", "not started")
        .endsWith("x is unknown; available: mask, split");
  }

  @Test
  void anAgentIsShownWithWhatIsWrongWithItAndWithItsSourcesAndChannels() {
    Component source =
        new Component(
            Kind.SOURCE, "netcat", "N", List.of(), false, Optional.of("Address already in use"));

    assertThat(
            cells(
                text(new FakeAgent("web", "there is no file x", List.of(source), Map.of())), "web"))
        .containsExactly(
            "web",
            "pid of web",
            "running",
            "there is no file x; source 'netcat': Address already in use; beware");
  }

  @Test
  void whatThereIsNotIsToldInWords() {
    assertThat(new Status(List.of(), List.of(), List.of(), "").asText())
        .contains(
            "No configuration io.github.flumespark.agent-NAME",
            "No sinks",
            "None but the sink's own");
    assertThat(new Status(List.of(), List.of(), List.of(), "it is stopped").agentsAsText())
        .contains("it is stopped")
        .doesNotContain("No configuration");
  }

  @Test
  void theColumnsOfATableStandBelowEachOther() {
    List<String> lines =
        text(new FakeAgent("a-rather-long-name", null, List.of(SINK), Map.of()))
            .lines()
            .limit(3)
            .toList();

    assertThat(lines.get(1).indexOf('+')).isEqualTo(lines.get(0).indexOf('|'));
    assertThat(lines.get(2).indexOf('|')).isEqualTo(lines.get(0).indexOf('|'));
  }

  @Test
  void anExtensionIsShownWithItsBundle() {
    FoundExtension broken =
        new FoundExtension(
            ExtensionKind.SEQUENCE, "", "b", 7, new Version("1.2.3"), Optional.of("it is broken"));

    assertThat(cells(new Status(List.of(), List.of(broken), List.of(), "").asText(), "sequence"))
        .containsExactly("sequence", "-", "b 1.2.3", "7", "it is broken");
  }

  @Test
  void anExtensionInUseIsShownWithWhatIsInstalled() {
    Extension gone =
        new Extension("sequence", "uuid", Optional.of("s 1.0.0"), Optional.empty(), false);
    FlumeAgent agent =
        new FakeAgent(
            "web", null, List.of(SINK), Map.of("ExtensionsReload", "manual"), List.of(MASK, gone));

    assertThat(cells(text(agent), "web", "spark", "transformer"))
        .containsExactly("web", "spark", "transformer", "mask", "b 1.2.2", "b 1.2.3", "manual");
    assertThat(cells(text(agent), "web", "spark", "sequence"))
        .containsExactly("web", "spark", "sequence", "uuid", "s 1.0.0", "gone", "manual");
  }

  @Test
  void aSinkThatGoesOnWithOldExtensionsSaysWhy() {
    FlumeAgent agent =
        new FakeAgent(
            "web", null, List.of(SINK), Map.of("ExtensionsProblem", "Sink 'spark': it threw"));

    assertThat(cells(text(agent), "web", "spark")).contains("started").endsWith("it threw");
  }

  @Test
  void programsGetEverythingAsJson() {
    FlumeAgent agent =
        new FakeAgent(
            "web", "\"quoted\"", List.of(SINK), Map.of("Port", 1, "Up", true), List.of(MASK));
    FoundExtension mask =
        new FoundExtension(
            ExtensionKind.TRANSFORMER, "mask", "b", 7, new Version("1.2.3"), Optional.empty());

    assertThat(new Status(List.of(agent), List.of(mask), List.of(), "").asJson())
        .isEqualTo(
            "{\"agents\":[{\"name\":\"web\",\"configuration\":\"pid of web\",\"state\":\"running\","
                + "\"problem\":\"\\\"quoted\\\"\",\"warnings\":[\"beware\"],\"components\":["
                + "{\"kind\":\"sink\",\"name\":\"spark\",\"type\":\"S\",\"channels\":[\"ch\"],\"started\":true,"
                + "\"problem\":null,\"attributes\":{\"Port\":1,\"Up\":true},\"extensions\":["
                + "{\"kind\":\"transformer\",\"name\":\"mask\",\"used\":\"b 1.2.2\","
                + "\"installed\":\"b 1.2.3\",\"current\":false}]}]}],"
                + "\"extensions\":[{\"kind\":\"transformer\",\"name\":\"mask\",\"bundle\":\"b\","
                + "\"id\":7,\"version\":\"1.2.3\",\"problem\":null}],"
                + "\"idleVersions\":[]}");
    assertThat(new Status(List.of(agent), List.of(), List.of(), "").agentsAsJson())
        .startsWith("[{\"name\":\"web\"")
        .doesNotContain("attributes");
  }

  private static String text(FlumeAgent agent) {
    return new Status(List.of(agent), List.of(), List.of(), "").asText();
  }

  /** The cells of the first line that begins with these. */
  private static List<String> cells(String printed, String... beginning) {
    return printed
        .lines()
        .map(line -> Arrays.stream(line.split("\\|")).map(String::trim).toList())
        .filter(cells -> cells.size() > beginning.length)
        .filter(cells -> cells.subList(0, beginning.length).equals(List.of(beginning)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(printed));
  }

  private record FakeAgent(
      String name,
      String reason,
      List<Component> components,
      Map<String, Object> counters,
      List<Extension> used)
      implements FlumeAgent {

    FakeAgent(
        String name, String reason, List<Component> components, Map<String, Object> counters) {
      this(name, reason, components, counters, List.of());
    }

    @Override
    public String pid() {
      return "pid of " + name;
    }

    @Override
    public State state() {
      return State.RUNNING;
    }

    @Override
    public Optional<String> problem() {
      return Optional.ofNullable(reason);
    }

    @Override
    public List<String> warnings() {
      return reason == null ? List.of() : List.of("beware");
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
      return () -> {};
    }

    @Override
    public Map<String, Object> attributes(Kind kind, String component) {
      return counters;
    }

    @Override
    public List<Extension> extensions(String sink) {
      return used;
    }

    @Override
    public CompletableFuture<Void> reload(String sink) {
      return restart();
    }

    @Override
    public CompletableFuture<Void> restart() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> restart(String sink) {
      return restart();
    }
  }
}
