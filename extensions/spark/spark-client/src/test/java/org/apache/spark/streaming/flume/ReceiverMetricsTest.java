package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.SparkConf;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.MetricsSystem$;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In Spark's own metrics system, as JMX shows it. */
class ReceiverMetricsTest {

  private final MetricsSystem system =
      MetricsSystem$.MODULE$.createMetricsSystem(
          "test",
          new SparkConf(false)
              .set("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink"));

  @BeforeEach
  void start() {
    system.start(false);
  }

  @AfterEach
  void stop() {
    system.stop();
  }

  /** The sources that have a counter of acknowledged batches. */
  private static Set<String> shown() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    return server.queryNames(new ObjectName("metrics:*"), null).stream()
        .map(name -> name.getKeyProperty("name"))
        .filter(name -> name.endsWith(".batchesAcked"))
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .collect(Collectors.toSet());
  }

  @Test
  void theEndOfStream1LeavesTheMetricsOfStream10() throws Exception {
    ReceiverMetrics one = new ReceiverMetrics(1);
    ReceiverMetrics ten = new ReceiverMetrics(10);
    system.registerSource(one);
    system.registerSource(ten);
    assertThat(shown()).containsExactlyInAnyOrder("flume-stream-1", "flume-stream-10");

    one.removeFrom(system);

    assertThat(shown()).containsExactly("flume-stream-10");
  }
}
