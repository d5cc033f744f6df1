package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The source flume with its checkpoint on HDFS: a name node and a data node, which run here. */
@Tag("matrix")
class StructuredHdfsIT {

  @TempDir Path directory;

  @Test
  @Timeout(300)
  void twoScansAtATimeReadTheSameAndAKilledQueryGoesOn() throws Exception {
    Configuration settings = new Configuration();
    settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    StructuredOutput output = new StructuredOutput(directory.resolve("out"));
    List<Event> events = new ArrayList<>();
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
        EmbeddedSink sink =
            new EmbeddedSink(
                "hdfs",
                EmbeddedSink.LARGE_CHANNEL,
                Map.of("pollTimeout", "2000", "threads", "4"))) {
      List<String> arguments =
          List.of(
              "--checkpoint",
              hdfs.getURI() + "/checkpoint",
              "--out",
              output.directory().toString(),
              // What two attempts of a task do: each segment is written by both, and one wins.
              "--twice",
              "--conf",
              "spark.master=local[2]",
              "--option",
              "sinks=127.0.0.1:" + sink.port());
      try (StructuredProcess spark = StructuredProcess.start(directory, arguments)) {
        events.addAll(sink.putSample("before", 1500));
        spark.await("those before the kill", () -> output.lines().size() >= 2 * events.size());
        spark.kill();
      }
      events.addAll(sink.putSample("after", 700));
      try (StructuredProcess spark = StructuredProcess.start(directory, arguments)) {
        spark.await("those after the kill", () -> output.lines().size() >= 2 * events.size());
        spark.stop();
      }
      for (List<String> batch : output.batches().values()) {
        assertThat(batch.stream().distinct().count() * 2).isEqualTo(batch.size());
      }
      Events.assertEachArrivedOnce(events, output.lines().stream().distinct().toList());
      assertThat(output.lines()).hasSize(2 * events.size());
      assertThat(sink.stopAndDrain()).isEmpty();
    }
  }
}
