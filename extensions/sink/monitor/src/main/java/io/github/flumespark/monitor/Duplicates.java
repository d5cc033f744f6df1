package io.github.flumespark.monitor;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is on the agent's class path more than once. The sink looks for its own second copies; but
 * where Spark's old jar comes first, as it does in {@code lib}, this project's sink is never loaded
 * and can say nothing.
 */
final class Duplicates {

  private static final Map<String, String> CLASSES =
      Map.of(
          "the sink", "org/apache/spark/streaming/flume/sink/SparkSink.class",
          "the sink's API", "org/apache/spark/streaming/flume/sink/spi/Extension.class");

  private Duplicates() {}

  /** A sentence for each, with all places, the one that is in use first. */
  static List<String> warnings(ClassLoader loader) {
    List<String> warnings = new ArrayList<>();
    CLASSES.forEach(
        (what, file) -> {
          List<String> places = places(loader, file);
          if (places.size() > 1) {
            warnings.add(
                "Monitor: %s is on the class path %d times. In use is %s, and not %s: remove all but one of them"
                    .formatted(
                        what,
                        places.size(),
                        places.get(0),
                        String.join(", nor ", places.subList(1, places.size()))));
          }
        });
    return warnings;
  }

  private static List<String> places(ClassLoader loader, String file) {
    try {
      return Collections.list(loader.getResources(file)).stream()
          .map(URL::toString)
          .map(url -> url.replaceFirst("^jar:", "").replaceFirst("!?/" + file + "$", ""))
          .distinct()
          .collect(Collectors.toList());
    } catch (IOException e) {
      return List.of();
    }
  }
}
