package io.github.flumespark.itest.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("matrix")
class Spark35SourceIT extends SourceContract {

  Spark35SourceIT(@TempDir Path directory) throws IOException {
    super(SparkWorld.SPARK_3_5, directory);
  }
}
