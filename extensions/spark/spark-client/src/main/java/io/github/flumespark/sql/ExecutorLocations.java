package io.github.flumespark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Sends a partition to the same executor each time, as long as there are the same executors: it has
 * a connection to the sink. Knows how many can be read at the same time. Immutable.
 */
final class ExecutorLocations {

  private final List<String> executors;
  private final int cores;

  ExecutorLocations(List<String> executors, int cores) {
    this.cores = cores;
    this.executors = executors.stream().sorted().toList();
  }

  /** The executors that there are now. */
  static ExecutorLocations now() {
    List<String> names = new ArrayList<>();
    SparkEnv spark = SparkEnv.get();
    if (spark != null) {
      Iterator<Tuple2<BlockManagerId, Tuple2<Object, Object>>> all =
          spark.blockManager().master().getMemoryStatus().iterator();
      while (all.hasNext()) {
        BlockManagerId id = all.next()._1();
        if (!id.isDriver()) {
          // As Spark writes the location of a block that an executor has in its memory.
          names.add("executor_" + id.host() + "_" + id.executorId());
        }
      }
    }
    return new ExecutorLocations(names, spark == null ? Integer.MAX_VALUE : cores());
  }

  /** As Spark counts them, unless {@code spark.default.parallelism} says something else. */
  private static int cores() {
    return Math.max(1, SparkContext.getOrCreate().defaultParallelism());
  }

  /** How many tasks a core runs one after the other, if there are so many. */
  int rounds(int tasks) {
    return Math.max(1, (int) (((long) tasks + cores - 1) / cores));
  }

  /**
   * Where a partition is to be read. Those that follow each other are spread: of two that want the
   * same core, Spark lets one wait for it, for some seconds, though others are idle.
   *
   * @param index of the partition among all that the options allow; negative for none of these
   */
  List<String> of(int index) {
    return executors.isEmpty() || index < 0
        ? List.of()
        : List.of(executors.get(index % executors.size()));
  }
}
