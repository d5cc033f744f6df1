package io.github.flumespark.sql;

import org.apache.spark.sql.connector.read.streaming.CompositeReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxRows;

/** Reads Spark's limits. */
final class ReadLimits {

  private ReadLimits() {}

  /** How many rows a micro-batch may have; 0 for no limit. */
  static long maxRows(ReadLimit limit) {
    if (limit instanceof ReadMaxRows rows) {
      return rows.maxRows();
    }
    long smallest = 0;
    if (limit instanceof CompositeReadLimit composite) {
      for (ReadLimit part : composite.getReadLimits()) {
        long max = maxRows(part);
        smallest = smallest == 0 || (max > 0 && max < smallest) ? max : smallest;
      }
    }
    return smallest;
  }
}
