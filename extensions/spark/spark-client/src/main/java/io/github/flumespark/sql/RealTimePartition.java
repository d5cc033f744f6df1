package io.github.flumespark.sql;

import io.github.flumespark.sql.read.RealTimeTask;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one task reads in Real-time Mode, and where it does so best. Immutable.
 *
 * @param task what it reads
 * @param locations the executor that has a connection, as Spark names it; none for any
 */
record RealTimePartition(RealTimeTask task, List<String> locations) implements InputPartition {

  RealTimePartition {
    locations = List.copyOf(locations);
  }

  @Override
  public String[] preferredLocations() {
    return locations.toArray(String[]::new);
  }
}
