package io.github.flumespark.osgi.extension;

import java.util.Locale;

/**
 * The kinds of extensions that a SparkSink has. Their interfaces are known by name alone: Flume's
 * bundle works without the sink's, and sees an extension that is wired to another copy of them.
 */
public enum ExtensionKind {
  /** What becomes of an event. */
  TRANSFORMER("transform.EventTransformerFactory"),
  /** Who may have how much. */
  ADMISSION("admission.BatchAdmissionPolicyFactory"),
  /** The numbers of batches. */
  SEQUENCE("sequence.SequenceGeneratorFactory"),
  /** Where events go that a transformer fails on. */
  DEAD_LETTER("deadletter.DeadLetterStoreFactory");

  static final String SPI = "org.apache.spark.streaming.flume.sink.spi";

  private final String factory;

  ExtensionKind(String factory) {
    this.factory = SPI + "." + factory;
  }

  /** The name of the interface of its factories. */
  public String factory() {
    return factory;
  }

  /** Its word in the sink's keys. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
