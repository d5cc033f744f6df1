package org.apache.spark.streaming.flume;

import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import org.apache.spark.streaming.receiver.Receiver;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A stream with one receiver, which polls all sinks. */
@SuppressWarnings("deprecation") // Spark 4 recommends Structured Streaming
final class FlumePollingInputDStream extends ReceiverInputDStream<SparkFlumeEvent> {

  private static final long serialVersionUID = 1;

  private final PollingSettings settings;
  private final StorageLevel storageLevel;

  FlumePollingInputDStream(
      StreamingContext ssc, PollingSettings settings, StorageLevel storageLevel) {
    super(ssc, eventTag());
    this.settings = settings;
    this.storageLevel = storageLevel;
  }

  static ClassTag<SparkFlumeEvent> eventTag() {
    return ClassTag$.MODULE$.apply(SparkFlumeEvent.class);
  }

  @Override
  public Receiver<SparkFlumeEvent> getReceiver() {
    return new FlumePollingReceiver(settings, storageLevel);
  }
}
