package io.github.flumespark.extension.transformer;

import java.nio.ByteBuffer;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Splits bodies; see {@link SplitFactory}. The parts share the bytes of the body. */
final class Split implements EventTransformer {

  private final byte[] delimiter;
  private final boolean keepEmpty;
  private final int maxParts;
  private final String indexHeader;

  /** The header may be null: then parts are not numbered. */
  Split(byte[] delimiter, boolean keepEmpty, int maxParts, String indexHeader) {
    this.delimiter = delimiter.clone();
    this.keepEmpty = keepEmpty;
    this.maxParts = maxParts;
    this.indexHeader = indexHeader;
  }

  @Override
  public void transform(SinkEvent event, Emitter out) {
    ByteBuffer body = event.body();
    int end = find(body, 0);
    if (end < 0) {
      out.emit(numbered(event, 0));
      return;
    }
    int start = 0;
    int parts = 0;
    while (true) {
      int stop = end < 0 ? body.limit() : end;
      if (keepEmpty || stop > start) {
        if (parts == maxParts) {
          throw new TooManyPartsException(body.limit(), maxParts);
        }
        out.emit(numbered(event.withSharedBody(body.slice(start, stop - start)), parts));
        parts++;
      }
      if (end < 0) {
        return;
      }
      start = end + delimiter.length;
      end = find(body, start);
    }
  }

  private SinkEvent numbered(SinkEvent part, int index) {
    return indexHeader == null ? part : part.withHeader(indexHeader, Integer.toString(index));
  }

  /** Where the delimiter begins next, or -1. */
  private int find(ByteBuffer body, int from) {
    int last = body.limit() - delimiter.length;
    for (int at = from; at <= last; at++) {
      int matched = 0;
      while (matched < delimiter.length && body.get(at + matched) == delimiter[matched]) {
        matched++;
      }
      if (matched == delimiter.length) {
        return at;
      }
    }
    return -1;
  }

  /** A body has more parts than an event may become. */
  static final class TooManyPartsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyPartsException(int bodyLength, int maxParts) {
      super(
          "A body of %d bytes has more than %d parts, the limit that %s sets"
              .formatted(bodyLength, maxParts, SplitFactory.MAX_PARTS));
    }
  }
}
