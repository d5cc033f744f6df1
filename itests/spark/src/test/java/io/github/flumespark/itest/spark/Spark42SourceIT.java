package io.github.flumespark.itest.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class Spark42SourceIT extends SourceContract {

  Spark42SourceIT(@TempDir Path directory) throws IOException {
    super(SparkWorld.SPARK_4_2, directory);
  }
}
