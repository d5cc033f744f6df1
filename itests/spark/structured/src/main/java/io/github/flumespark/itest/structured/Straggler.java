package io.github.flumespark.itest.structured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Row;

/**
 * Passes all rows. But the attempt of a task that finds a certain file, and takes it away, does
 * nothing any more until it is killed.
 */
final class Straggler implements FilterFunction<Row> {

  private static final long serialVersionUID = 1;

  private final String file;

  Straggler(String file) {
    this.file = file;
  }

  @Override
  public boolean call(Row row) throws IOException, InterruptedException {
    if (Files.deleteIfExists(Path.of(file))) {
      new CountDownLatch(1).await();
    }
    return true;
  }
}
