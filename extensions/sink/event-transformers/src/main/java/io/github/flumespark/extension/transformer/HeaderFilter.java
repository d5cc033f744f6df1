package io.github.flumespark.extension.transformer;

import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Alters headers in the order of its components; see {@link HeaderFilterFactory}. */
final class HeaderFilter implements EventTransformer {

  private final HeaderChoice choice;
  private final List<Map.Entry<String, HeaderTemplate>> renames;
  private final List<Map.Entry<String, HeaderTemplate>> additions;
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
      Map<String, HeaderTemplate> renames,
      Map<String, HeaderTemplate> additions,
      TimestampHeader timestamp,
      boolean preserveExisting) {
    this.choice = choice;
    this.renames = List.copyOf(renames.entrySet());
    this.additions = List.copyOf(additions.entrySet());
    this.timestamp = timestamp;
    this.preserveExisting = preserveExisting;
  }

  /** Most filters alter every event, so this is the cost of each: one copy, and no comparison. */
  @Override
  public void transform(SinkEvent event, Emitter out) {
    HeaderList headers = new HeaderList(event.headers().size() + additions.size() + 1);
    event
        .headers()
        .forEach(
            (name, value) -> {
              if (choice.keeps(name)) {
                headers.add(name, value);
              }
            });
    boolean altered = headers.size() < event.headers().size();
    for (Map.Entry<String, HeaderTemplate> rename : renames) {
      altered |= rename(headers, rename.getKey(), rename.getValue().of(event.headers()));
    }
    for (Map.Entry<String, HeaderTemplate> addition : additions) {
      altered |= put(headers, addition.getKey(), addition.getValue().of(event.headers()));
    }
    if (timestamp != null && !(preserveExisting && headers.containsKey(timestamp.name()))) {
      String millis = timestamp.valueFor(event.headers());
      altered |= millis != null && !millis.equals(headers.put(timestamp.name(), millis));
    }
    out.emit(altered ? event.withHeaders(headers) : event);
  }

  private boolean rename(HeaderList headers, String from, String to) {
    if (to == null || to.isEmpty() || from.equals(to) || !headers.containsKey(from)) {
      return false;
    }
    if (preserveExisting && headers.containsKey(to)) {
      return false;
    }
    headers.put(to, headers.remove(from));
    return true;
  }

  private boolean put(HeaderList headers, String name, String value) {
    if (value == null || (preserveExisting && headers.containsKey(name))) {
      return false;
    }
    return !value.equals(headers.put(name, value));
  }
}
