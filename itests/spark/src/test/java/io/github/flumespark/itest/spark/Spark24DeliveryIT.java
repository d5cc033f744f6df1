package io.github.flumespark.itest.spark;

class Spark24DeliveryIT extends DeliveryContract {

  Spark24DeliveryIT() {
    super(SparkWorld.SPARK_2_4);
  }
}
