package io.github.flumespark.itest.spark;

class Spark35DeliveryIT extends DeliveryContract {

  Spark35DeliveryIT() {
    super(SparkWorld.SPARK_3_5);
  }
}
