package io.github.flumespark.itest.osgi.parts.stamp;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/**
 * Writes what it was told into the header {@code stamp}, and the version of its bundle into {@code
 * code}. The header {@code late}, and {@link #close}, make it need a class that it did not need
 * before: in a bundle that is gone by then, the class can't be loaded.
 */
final class Stamp implements EventTransformer {

  private final String text;

  private final String version;

  Stamp(String text, String version) {
    this.text = text;
    this.version = version;
  }

  @Override
  public void transform(SinkEvent event, Emitter out) {
    Map<String, String> headers = new HashMap<>(event.headers());
    headers.put("stamp", headers.containsKey("late") ? Late.mark(text) : text);
    headers.put("code", version);
    out.emit(event.withHeaders(headers));
  }

  @Override
  public void close() {
    Last.words();
  }

  private static final class Late {

    static String mark(String text) {
      return text + ", late";
    }
  }

  private static final class Last {

    static void words() {
      System.getLogger(Stamp.class.getName()).log(Level.INFO, "closed");
    }
  }
}
