package io.github.flumespark.itest.spark24;

import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** A context for measurements, on two cores of this machine and reached from nowhere else. */
final class LocalStreams {

  private LocalStreams() {}

  static JavaStreamingContext every(long intervalMillis, String name) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName(name)
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1");
    return new JavaStreamingContext(conf, Durations.milliseconds(intervalMillis));
  }
}
