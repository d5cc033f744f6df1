package io.github.flumespark.sql;

import io.github.flumespark.sql.read.EpochTask;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one task reads, and where it does so best. Immutable.
 *
 * @param task what it reads
 * @param locations the executor that has a connection, as Spark names it; none for any
 */
record FlumeInputPartition(EpochTask task, List<String> locations) implements InputPartition {

  FlumeInputPartition {
    locations = List.copyOf(locations);
  }

  @Override
  public String[] preferredLocations() {
    return locations.toArray(String[]::new);
  }
}
