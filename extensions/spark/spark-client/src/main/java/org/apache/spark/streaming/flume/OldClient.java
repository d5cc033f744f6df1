package org.apache.spark.streaming.flume;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for another jar that has these classes: that of Spark 2.4's own client, left on the class
 * path. The first one wins, and which that is may change with each deployment. Stateless.
 */
final class OldClient {

  private static final Logger LOG = LoggerFactory.getLogger(OldClient.class);

  private static final String CLASS = "org/apache/spark/streaming/flume/FlumeUtils.class";

  private OldClient() {}

  static void warnOf(ClassLoader loader) {
    try {
      List<URL> places = places(loader);
      if (places.size() > 1) {
        LOG.warn(
            "There are two clients for Flume on the class path, and the first one is used: {}. Remove"
                + " spark-streaming-flume, of which flume-spark-client takes the place",
            places);
      }
    } catch (IOException e) {
      LOG.debug("Could not look for another client", e);
    }
  }

  /** Where these classes are, in the order in which they are looked for. */
  static List<URL> places(ClassLoader loader) throws IOException {
    return Collections.list(loader.getResources(CLASS));
  }
}
