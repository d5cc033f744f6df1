package io.github.flumespark.extension.transformer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Copies parts of bodies into headers; see {@link ExtractFactory}. */
final class Extract implements EventTransformer {

  /** What becomes of an event whose body lacks something. */
  enum OnMismatch {
    LEAVE,
    DROP,
    ERROR
  }

  private final Extraction extraction;
  private final List<String> names;
  private final OnMismatch onMismatch;
  private final boolean preserveExisting;

  Extract(Extraction extraction, OnMismatch onMismatch, boolean preserveExisting) {
    this.extraction = extraction;
    this.names = List.copyOf(extraction.headers());
    this.onMismatch = onMismatch;
    this.preserveExisting = preserveExisting;
  }

  @Override
  public void transform(SinkEvent event, Emitter out) {
    String[] values = extraction.find(event.body());
    String missing = values == null ? "" : firstMissing(values);
    if (missing != null && onMismatch == OnMismatch.DROP) {
      return;
    }
    if (missing != null && onMismatch == OnMismatch.ERROR) {
      throw new MismatchException(
          values == null
              ? "The body is not %s".formatted(extraction.form())
              : "The body has nothing for the header '%s'".formatted(missing));
    }
    out.emit(values == null ? event : with(values, event));
  }

  private String firstMissing(String[] values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        return names.get(i);
      }
    }
    return null;
  }

  private SinkEvent with(String[] values, SinkEvent event) {
    Map<String, String> headers = null;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null || (preserveExisting && event.headers().containsKey(names.get(i)))) {
        continue;
      }
      headers = headers == null ? new LinkedHashMap<>(event.headers()) : headers;
      headers.put(names.get(i), values[i]);
    }
    return headers == null ? event : event.withHeaders(headers);
  }

  /** A body lacks what is to be taken out of it. The message quotes nothing of the body. */
  static final class MismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MismatchException(String message) {
      super(message);
    }
  }
}
