package io.github.flumespark.itest.spark;

class Spark42DeliveryIT extends DeliveryContract {

  Spark42DeliveryIT() {
    super(SparkWorld.SPARK_4_2);
  }
}
