package io.github.flumespark.sql.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Says what a file system is not good for. Stateless. */
final class CheckpointAdvice {

  /** These copy, then delete: two attempts of one task could both believe that they won. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cosn", "swift");

  private CheckpointAdvice() {}

  /**
   * Gives advice.
   *
   * @param oneMachine whether all of Spark runs on the driver's machine
   */
  static List<String> on(Layout layout, SegmentFiles files, boolean oneMachine) {
    List<String> advice = new ArrayList<>();
    String scheme = layout.files().getUri().getScheme();
    String name = scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
    if (OBJECT_STORES.contains(name)) {
      advice.add(
          "The checkpoint is on %s:, an object store without an atomic rename. If two attempts of"
                  .formatted(name)
              + " one task run at the same time (speculation, an executor that was believed lost),"
              + " events can get lost. Use HDFS, a local or shared POSIX file system, or ABFS with"
              + " a hierarchical namespace");
    } else if (files instanceof HadoopSegmentFiles hadoop && !hadoop.isAtomic()) {
      advice.add(
          "Hadoop has no AbstractFileSystem for %s: (fs.AbstractFileSystem.%s.impl), so a file is"
                  .formatted(name, name)
              + " moved after a look whether its new name is free. If two attempts of one task run"
              + " at the same time, events can get lost");
    }
    if (name.equals("file") && !oneMachine) {
      advice.add(
          "The checkpoint %s is on the driver's own disk, unless that directory is shared: the"
                  .formatted(layout.root())
              + " executors of a cluster must see it too. Set checkpointLocation to a directory on"
              + " HDFS, say");
    }
    return advice;
  }
}
