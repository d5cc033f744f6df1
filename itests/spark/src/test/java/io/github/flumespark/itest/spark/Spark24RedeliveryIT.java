package io.github.flumespark.itest.spark;

class Spark24RedeliveryIT extends RedeliveryContract {

  Spark24RedeliveryIT() {
    super(SparkWorld.SPARK_2_4);
  }
}
