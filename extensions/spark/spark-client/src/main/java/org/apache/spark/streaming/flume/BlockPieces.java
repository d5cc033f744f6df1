package org.apache.spark.streaming.flume;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a heap that blocks do not fit. Spark keeps a serialized block in arrays of 1 MiB, and G1
 * gives an array that is larger than half a region regions of its own: where these have 1 or 2 MiB,
 * in heaps of less than 8 GB, each takes twice what Spark counts. A receiver that is faster than
 * its job then runs out of memory before Spark begins to move blocks to disk. Stateless.
 */
final class BlockPieces {

  private static final Logger LOG = LoggerFactory.getLogger(BlockPieces.class);

  private static final String SETTING = "spark.storage.unrollMemoryThreshold";
  private static final long DEFAULT_BYTES = 1 << 20;
  private static final int ARRAY_HEADER_BYTES = 16;
  private static final double TOLERATED = 1.25;

  private BlockPieces() {}

  /** Looks at the JVM that this runs in. */
  static void check(StorageLevel level) {
    if (!level.useMemory() || level.deserialized() || level.useOffHeap()) {
      return;
    }
    long piece = SparkEnv.get().conf().getLong(SETTING, DEFAULT_BYTES);
    OptionalLong region = regionBytes();
    if (region.isPresent() && heapBytes(piece, region.getAsLong()) > TOLERATED * piece) {
      LOG.warn(
          "Spark keeps blocks in arrays of {} bytes, each of which takes {} bytes of this heap,"
              + " because of G1's regions of {}: memory may run out if more comes than the job"
              + " works off. Set {}=1000000",
          piece,
          heapBytes(piece, region.getAsLong()),
          region.getAsLong(),
          SETTING);
    }
  }

  /** What an array of this length takes of a heap with such regions. */
  static long heapBytes(long length, long region) {
    long size = length + ARRAY_HEADER_BYTES;
    return size <= region / 2 ? size : (size + region - 1) / region * region;
  }

  /** None if the collector is not G1. */
  private static OptionalLong regionBytes() {
    try {
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return Boolean.parseBoolean(jvm.getVMOption("UseG1GC").getValue())
          ? OptionalLong.of(Long.parseLong(jvm.getVMOption("G1HeapRegionSize").getValue()))
          : OptionalLong.empty();
    } catch (IllegalArgumentException e) {
      // Not HotSpot.
      return OptionalLong.empty();
    }
  }
}
