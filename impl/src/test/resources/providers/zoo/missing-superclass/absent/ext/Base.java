package ext;

import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Compiled with the others, and left out of the jar. */
public abstract class Base implements EventTransformerFactory {}
