package io.github.flumespark.itest.structured;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/**
 * What {@link Output} does, in Real-time Mode, where there is no foreachBatch: a file for each
 * partition of each micro-batch, written when the latter ends. One that runs again replaces what it
 * wrote before.
 */
final class RealTimeOutput extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1;

  /** The first partition's files have the names that Output gives. */
  private static final int MOST_BATCHES = 1_000_000;

  private final String directory;
  private transient List<String> lines;
  private transient long number;

  RealTimeOutput(String directory) {
    this.directory = directory;
  }

  @Override
  public boolean open(long partition, long batch) {
    lines = new ArrayList<>();
    number = partition * MOST_BATCHES + batch;
    return true;
  }

  @Override
  public void process(Row row) {
    lines.add(Output.line(row));
  }

  @Override
  public void close(Throwable error) {
    if (error != null) {
      return;
    }
    // One that runs again may end at another row: its file is replaced by an empty one as well.
    if (!lines.isEmpty()) {
      CrashPoint.pass("before", "output", Long.toString(number));
    }
    new Output(Path.of(directory)).replace(number, lines);
    if (!lines.isEmpty()) {
      StructuredJob.say("BATCH " + number + " " + lines.size());
      CrashPoint.pass("after", "output", Long.toString(number));
    }
  }
}
