package io.github.flumespark.itest.spark;

class Spark42RedeliveryIT extends RedeliveryContract {

  Spark42RedeliveryIT() {
    super(SparkWorld.SPARK_4_2);
  }
}
