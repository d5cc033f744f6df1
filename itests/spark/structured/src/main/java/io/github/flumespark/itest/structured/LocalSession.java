package io.github.flumespark.itest.structured;

import org.apache.spark.sql.SparkSession;

/** A session for measurements, on two cores of this machine and reached from nowhere else. */
final class LocalSession {

  static final int CORES = 2;

  private LocalSession() {}

  static SparkSession.Builder builder(String name) {
    return SparkSession.builder()
        .master("local[" + CORES + "]")
        .appName(name)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1");
  }
}
