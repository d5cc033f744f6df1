package io.github.flumespark.extension.filter;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Alters headers in the order of its components; see {@link HeaderFilterFactory}. */
final class HeaderFilter implements EventTransformer {

  private final HeaderChoice choice;
  private final Map<String, String> renames;
  private final Map<String, String> additions;
  private final TimestampHeader timestamp;
  private final boolean preserveExisting;

  /**
   * A filter.
   *
   * @param choice which headers stay
   * @param renames new names by old ones; no name is both
   * @param additions values by name
   * @param timestamp null for none
   * @param preserveExisting whether a header that is there wins over a new one
   */
  HeaderFilter(
      HeaderChoice choice,
      Map<String, String> renames,
      Map<String, String> additions,
      TimestampHeader timestamp,
      boolean preserveExisting) {
    this.choice = choice;
    this.renames = Map.copyOf(renames);
    this.additions = new LinkedHashMap<>(additions);
    this.timestamp = timestamp;
    this.preserveExisting = preserveExisting;
  }

  @Override
  public void transform(SinkEvent event, Emitter out) {
    Map<String, String> headers = new LinkedHashMap<>(event.headers());
    if (!choice.keepsAll()) {
      headers.keySet().removeIf(name -> !choice.keeps(name));
    }
    renames.forEach((from, to) -> rename(headers, from, to));
    additions.forEach((name, value) -> put(headers, name, value));
    if (timestamp != null && !(preserveExisting && headers.containsKey(timestamp.name()))) {
      String millis = timestamp.valueFor(event.headers());
      if (millis != null) {
        headers.put(timestamp.name(), millis);
      }
    }
    out.emit(headers.equals(event.headers()) ? event : event.withHeaders(headers));
  }

  private void rename(Map<String, String> headers, String from, String to) {
    if (headers.containsKey(from) && !(preserveExisting && headers.containsKey(to))) {
      headers.put(to, headers.remove(from));
    }
  }

  private void put(Map<String, String> headers, String name, String value) {
    if (preserveExisting) {
      headers.putIfAbsent(name, value);
    } else {
      headers.put(name, value);
    }
  }
}
