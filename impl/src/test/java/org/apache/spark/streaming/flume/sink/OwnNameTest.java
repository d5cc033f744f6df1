package org.apache.spark.streaming.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Under which name of this project's a sink is shown in JMX. */
class OwnNameTest {

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  private Set<ObjectName> names() throws JMException {
    return server.queryNames(new ObjectName("io.github.flumespark:type=Sink,*"), null);
  }

  @Test
  void theAgentIsWhatFlumesMainClassWasToldToRun() throws Exception {
    String flume = "org.apache.flume.node.Application ";

    assertThat(OwnName.nameOf("spark", flume + "-n web -f conf/flume.properties"))
        .hasToString("io.github.flumespark:type=Sink,agent=web,name=spark");
    assertThat(OwnName.nameOf("spark", flume + "--conf-file x --name=web --no-reload-conf"))
        .hasToString("io.github.flumespark:type=Sink,agent=web,name=spark");
    assertThat(OwnName.nameOf("spark", flume + "-f my-n x -n web"))
        .hasToString("io.github.flumespark:type=Sink,agent=web,name=spark");
    assertThat(OwnName.nameOf("a=b", flume + "-f x -n a,b"))
        .hasToString("io.github.flumespark:type=Sink,agent=\"a,b\",name=\"a=b\"");
    assertThat(OwnName.nameOf("spark", "com.example.Server -n web"))
        .hasToString("io.github.flumespark:type=Sink,name=spark");
  }

  @Test
  void itIsShownFromStartToStopWithAllThatTheSinkTells() throws Exception {
    assertThat(names()).isEmpty();
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of())) {
      ObjectName name = names().iterator().next();
      assertThat(server.getAttribute(name, "Port")).isEqualTo(sink.port());
      assertThat(server.getAttribute(name, "Clients")).isEqualTo("[]");

      sink.sink().stop();
      assertThat(names()).isEmpty();
      sink.sink().start();
      assertThat(names()).hasSize(1);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void aSinkThatSomebodyElseHasNamedGetsNoOtherName() throws Exception {
    ObjectName given = new ObjectName("io.github.flumespark:type=Sink,agent=a,name=spark");
    TestSink sink = TestSink.configured(TestSink.memoryChannel(Map.of()), Map.of());
    try (sink) {
      server.registerMBean(sink.sink(), given);

      sink.sink().start();

      assertThat(names()).containsExactly(given);
      sink.sink().stop();
      assertThat(names()).containsExactly(given);
    } finally {
      server.unregisterMBean(given);
    }
  }

  @Test
  void ofTwoSinksOfOneNameTheYoungerIsShownAndTheOldersStopLeavesItThere() throws Exception {
    try (TestSink older = TestSink.onMemory(Map.of(), Map.of());
        TestSink younger = TestSink.onMemory(Map.of(), Map.of())) {
      older.sink().stop();

      ObjectName name = names().iterator().next();
      assertThat(server.getAttribute(name, "Port")).isEqualTo(younger.port());
    }
  }
}
