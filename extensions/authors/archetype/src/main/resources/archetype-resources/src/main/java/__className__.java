package ${package};

import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Drops events that are too large, and puts the size of others into a header. Thread-safe. */
final class ${className} implements EventTransformer {

  private final String header;
  private final long maxBytes;

  ${className}(String header, long maxBytes) {
    this.header = header;
    this.maxBytes = maxBytes;
  }

  /** Emits nothing for an event to drop, one for an event to alter; several would split it. */
  @Override
  public void transform(SinkEvent event, Emitter out) {
    int size = event.bodyLength();
    if (size <= maxBytes) {
      out.emit(event.withHeader(header, Integer.toString(size)));
    }
  }
}
