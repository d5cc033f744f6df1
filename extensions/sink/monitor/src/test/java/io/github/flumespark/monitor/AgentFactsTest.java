package io.github.flumespark.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import javax.management.ObjectName;
import org.apache.spark.streaming.flume.sink.SparkSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is taken for a problem, and what is kept for the charts, with time in the test's hand. */
class AgentFactsTest {

  private static final class ManualClock extends Clock {

    private Instant now = Instant.ofEpochSecond(1_000_000);

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final ManualClock clock = new ManualClock();
  private final History history = new History(agents(new Wiring("a", List.of())), clock);
  private final SmallAgent agent = new SmallAgent("");

  @AfterEach
  void close() {
    agent.close();
  }

  private static Agents agents(Wiring wiring) {
    return Agents.ofThisJvm(wiring);
  }

  private AgentFacts facts(Wiring wiring) {
    return new AgentFacts(
        agents(wiring),
        history,
        new HealthLimits(90, Duration.ofMinutes(5)),
        clock,
        clock.millis());
  }

  private static List<String> reasons(AgentFacts facts) {
    return facts.problems(facts.agents()).stream()
        .map(problem -> problem.component() + " " + problem.reason())
        .toList();
  }

  @Test
  void aSinkThatNobodyPolledForFiveMinutesIsAProblem() {
    AgentFacts facts = facts(new Wiring("a", List.of()));
    history.sample();
    clock.advance(Duration.ofSeconds(299));
    history.sample();
    assertThat(reasons(facts)).isEmpty();

    clock.advance(Duration.ofSeconds(1));

    assertThat(reasons(facts)).containsExactly("spark has had no poll of a client for 300 s");
  }

  @Test
  void aPausedSinkIsANoticeAndNotOneThatNobodyPolls() throws Exception {
    AgentFacts facts = facts(new Wiring("a", List.of()));
    history.sample();
    ManagementFactory.getPlatformMBeanServer()
        .invoke(new ObjectName("org.apache.flume.sink:type=spark"), "pauseDelivery", null, null);
    clock.advance(Duration.ofMinutes(5));
    history.sample();

    assertThat(reasons(facts)).isEmpty();
    assertThat(AgentFacts.notices(facts.agents()))
        .singleElement()
        .satisfies(
            notice ->
                assertThat(notice.reason()).startsWith("has been paused by an operator for "));
  }

  @Test
  void aConfiguredSinkThatHasNotStartedIsAProblemAfterTenSeconds() {
    Properties properties = new Properties();
    properties.setProperty("a.sinks", "spark  late");
    properties.setProperty("a.sinks.spark.type", SparkSink.class.getName());
    properties.setProperty("a.sinks.late.type", SparkSink.class.getName());
    AgentFacts facts = facts(Wiring.read("a", properties));
    assertThat(reasons(facts)).isEmpty();

    clock.advance(Duration.ofSeconds(10));

    assertThat(reasons(facts)).containsExactly("late has not started; the log tells why");
  }

  @Test
  void fiveMinutesOfSamplesAreKeptOfWhatFlows() {
    for (int i = 0; i < 100; i++) {
      if (i == 98) {
        agent.put(4);
      }
      history.sample();
      clock.advance(Duration.ofSeconds(5));
    }

    assertThat(history.times()).hasSize(61);
    assertThat(history.times().get(60) - history.times().get(0)).isEqualTo(300_000);
    Component channel =
        agents(new Wiring("a", List.of())).read().get(0).components().stream()
            .filter(component -> component.kind().equals(Component.CHANNEL))
            .filter(component -> component.name().equals("memory"))
            .findFirst()
            .orElseThrow();
    assertThat(history.of(channel))
        .containsOnlyKeys("EventPutSuccessCount", "EventTakeSuccessCount", "ChannelSize");
    assertThat(history.of(channel).get("EventPutSuccessCount"))
        .hasSize(61)
        .startsWith(0.0)
        .endsWith(0.0, 4.0, 4.0);
  }
}
