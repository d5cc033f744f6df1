package io.github.flumespark.itest.spark;

class Spark41RedeliveryIT extends RedeliveryContract {

  Spark41RedeliveryIT() {
    super(SparkWorld.SPARK_4_1);
  }
}
