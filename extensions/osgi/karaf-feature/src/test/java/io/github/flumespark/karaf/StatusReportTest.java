package io.github.flumespark.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.osgi.FlumeAgent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class StatusReportTest {

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();

  @Test
  void aSinkIsShownWithWhatItsBeanTells() throws Exception {
    server.registerMBean(new Counters(), new ObjectName("org.apache.flume.sink:type=spark"));
    FlumeAgent agent = new FakeAgent("web", null, new FlumeAgent.Sink("spark", "S", true));

    assertThat(cells(print(agent), "web", "spark"))
        .startsWith("web", "spark", "started", "9999")
        .contains("17")
        .endsWith("transformer a: mask, onError=fail; sequence: uuid-v7; admission: default");
  }

  @Test
  void whatABeanDoesNotTellIsADash() {
    FlumeAgent agent = new FakeAgent("web", null, new FlumeAgent.Sink("logger", "S", false));

    List<String> cells = cells(print(agent), "web", "logger");

    assertThat(cells).startsWith("web", "logger", "not started");
    assertThat(cells.subList(3, cells.size())).containsOnly("-");
  }

  @Test
  void anAgentIsShownWithTheReasonWhyItsConfigurationIsNotInForce() {
    assertThat(cells(print(new FakeAgent("", "there is no file x")), "-"))
        .containsExactly("-", "pid of", "running", "there is no file x");
  }

  @Test
  void twoSinksWithOneNameAreTold() {
    FlumeAgent.Sink sink = new FlumeAgent.Sink("spark", "S", true);

    assertThat(print(new FakeAgent("a", null, sink), new FakeAgent("b", null, sink)))
        .contains("2 sinks are called spark: the counters are those of the one that started last");
    assertThat(print(new FakeAgent("a", null, sink))).doesNotContain("sinks are called");
  }

  @Test
  void nothingIsToldInWords() {
    assertThat(print())
        .contains(
            "No configuration io.github.flumespark.agent-NAME",
            "No sinks",
            "uuid-v7",
            "sequences 1");
  }

  private String print(FlumeAgent... agents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new StatusReport(
            List.of(agents),
            new SinkBeans(server),
            List.of(new FoundExtension("sequence", "uuid-v7", "sequences 1")))
        .print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The cells of the only line that begins with these. */
  private static List<String> cells(String printed, String... beginning) {
    List<List<String>> lines =
        printed
            .lines()
            .map(line -> Arrays.stream(line.split("[|│]")).map(String::trim).toList())
            .filter(cells -> cells.size() > beginning.length)
            .filter(cells -> cells.subList(0, beginning.length).equals(List.of(beginning)))
            .toList();
    assertThat(lines).as(printed).hasSize(1);
    return lines.get(0);
  }

  /** Registered as a bean. */
  public interface CountersMBean {
    int getPort();

    long getEventDrainSuccessCount();

    String getExtensions();
  }

  /** What a sink counts. */
  public static final class Counters implements CountersMBean {
    @Override
    public int getPort() {
      return 9999;
    }

    @Override
    public long getEventDrainSuccessCount() {
      return 17;
    }

    @Override
    public String getExtensions() {
      return "transformer a: mask, onError=fail, org.example.Mask from jar:bundle://1.0:0/!/;"
          + " sequence: uuid-v7, org.example.Uuid from file:/a b.jar; admission: default";
    }
  }

  private record FakeAgent(String name, String reason, List<FlumeAgent.Sink> sinks)
      implements FlumeAgent {

    FakeAgent(String name, String reason, FlumeAgent.Sink... sinks) {
      this(name, reason, List.of(sinks));
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
  }
}
