package io.github.flumespark.itest.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The dry run, as an operator calls it, with an agent's class path and environment. */
class SinkCheckIT {

  private static final String PROPERTIES =
      Agents.netcatToMemory()
          + """
          agent.sinks.spark-sink.type = org.apache.spark.streaming.flume.sink.SparkSink
          agent.sinks.spark-sink.channel = ch
          agent.sinks.spark-sink.port = ${env:SINK_PORT}
          agent.sinks.spark-sink.batchsize = 100
          """;

  @Test
  void theFileIsReadAsAnAgentReadsItAndWhatIsWrongIsPrinted() throws Exception {
    assertThat(check("4711", 0))
        .contains("Sink 'spark-sink': hostname=0.0.0.0 port=4711 ")
        .contains("Sink 'spark-sink': transformers: none")
        .contains("Sink 'spark-sink': nobody reads the key batchsize");

    assertThat(check("471100", 1))
        .contains("ERROR: Sink 'spark-sink': port has the value '471100'; allowed: ");
  }

  private static String check(String port, int exitCode) throws Exception {
    Path directory = Agents.workDirectory(SinkCheckIT.class, port);
    Path file = Files.writeString(directory.resolve("flume.properties"), PROPERTIES);
    Path printed = directory.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                FlumeHome.assembled().classPath(directory),
                "org.apache.spark.streaming.flume.sink.SinkCheck",
                file.toString(),
                "agent")
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put("SINK_PORT", port);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it has ended").isTrue();
      String text = Files.readString(printed, UTF_8);
      assertThat(process.exitValue()).as(text).isEqualTo(exitCode);
      return text;
    } finally {
      process.destroyForcibly();
    }
  }
}
