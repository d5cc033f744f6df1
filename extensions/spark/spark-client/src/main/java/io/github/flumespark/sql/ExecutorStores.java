package io.github.flumespark.sql;

import io.github.flumespark.sql.segment.SegmentStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The stores of this JVM: to make one may mean to connect to a file system, and there is a task for
 * each partition of each micro-batch. Thread-safe.
 */
final class ExecutorStores {

  private static final int KEPT = 64;

  private static final Map<String, Known> STORES =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > KEPT;
        }
      };

  private record Known(Configuration hadoop, SegmentStore store) {}

  private ExecutorStores() {}

  /** The one below this directory, for this very configuration, which is broadcast once a run. */
  static SegmentStore of(String root, Configuration hadoop) throws IOException {
    synchronized (STORES) {
      Known known = STORES.get(root);
      if (known == null || known.hadoop != hadoop) {
        known = new Known(hadoop, new SegmentStore(root, hadoop));
        STORES.put(root, known);
      }
      return known.store;
    }
  }
}
