package io.github.flumespark.itest.benchmarks.run;

import java.util.List;

/** Whose figures these are. */
public enum Side {
  /** This project's sink. */
  OURS("ours"),
  /** Spark 2.4.8's sink. */
  REFERENCE("reference"),
  /** No sink: the channel is drained in its own process. */
  LIMIT("limit"),
  /** Flume's sink for Kafka. */
  KAFKA("kafka");

  private final String label;

  Side(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /**
   * The folders whose jars it runs with.
   *
   * @param standalone whether our sink is in its standalone layout
   */
  List<String> classPath(boolean standalone) {
    return switch (this) {
      case OURS -> List.of(standalone ? "standalone" : "sink", "flume");
      case LIMIT -> List.of("sink", "flume");
      case REFERENCE, KAFKA -> List.of(label, "flume");
    };
  }
}
