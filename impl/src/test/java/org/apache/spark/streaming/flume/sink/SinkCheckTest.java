package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkCheckTest {

  private static final String AGENT =
      """
      agent.sources = s
      agent.channels = ch
      agent.sinks = spark other
      agent.sources.s.type = seq
      agent.sources.s.channels = ch
      agent.channels.ch.type = memory
      agent.sinks.spark.type = org.apache.spark.streaming.flume.sink.SparkSink
      agent.sinks.spark.channel = ch
      agent.sinks.other.type = null
      agent.sinks.other.channel = ch
      """;

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int check(String properties, String agent) throws IOException {
    Path file = Files.writeString(directory.resolve("flume.properties"), properties);
    return run(file.toString(), agent);
  }

  private int run(String... arguments) {
    out.reset();
    return SinkCheck.run(arguments, new PrintStream(out, true, UTF_8));
  }

  private String printed() {
    return out.toString(UTF_8);
  }

  @Test
  void aSinkThatCanRunIsDescribed() throws IOException {
    assertThat(check(AGENT + "agent.sinks.spark.port = 4711\n", "agent")).isZero();

    assertThat(printed().lines())
        .allMatch(line -> line.startsWith("Sink 'spark': "))
        .anyMatch(line -> line.contains(" port=4711 "))
        .contains("Sink 'spark': admission: default (built in)");
  }

  @Test
  void allThatIsWrongWithItsKeysIsTold() throws IOException {
    String wrong = "agent.sinks.spark.threads = 0\nagent.sinks.spark.linger = soon\n";

    assertThat(check(AGENT + wrong, "agent")).isEqualTo(1);

    assertThat(printed())
        .startsWith("ERROR: Sink 'spark': threads has the value '0'; allowed: ")
        .contains("; and linger has the value 'soon'; allowed: ")
        .contains("; and port is not set; allowed: ");
  }

  @Test
  void anExtensionThatIsNotThereIsTold() throws IOException {
    String wrong = "agent.sinks.spark.port = 0\nagent.sinks.spark.admission.type = nowhere\n";

    assertThat(check(AGENT + wrong, "agent")).isEqualTo(1);

    assertThat(printed()).contains("ERROR: Sink 'spark': admission.type has the value 'nowhere'");
  }

  @Test
  void aSinkThatFlumeLeavesOutIsTold() throws IOException {
    String withoutChannel =
        """
        agent.sinks = spark spark2
        agent.sinks.spark.port = 0
        agent.sinks.spark2.type = org.apache.spark.streaming.flume.sink.SparkSink
        agent.sinks.spark2.port = 0
        """;

    assertThat(check(AGENT.replace("agent.sinks = spark other\n", "") + withoutChannel, "agent"))
        .isEqualTo(1);

    assertThat(printed()).contains("ERROR: Flume refuses ").contains("spark2");
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    assertThat(check(AGENT, "agnet")).isEqualTo(1);
    assertThat(printed()).contains("flume.properties configures no agent 'agnet'");

    assertThat(check(AGENT.replace("SparkSink", "Other"), "agent")).isEqualTo(1);
    assertThat(printed())
        .contains("Agent 'agent' has no sink of type " + SparkSink.class.getName());

    assertThat(run(directory.resolve("missing").toString(), "agent")).isEqualTo(1);
    assertThat(printed()).contains("There is no file ").contains("missing");

    assertThat(run("flume.properties")).isEqualTo(1);
    assertThat(printed()).contains("Two arguments are needed");
  }
}
