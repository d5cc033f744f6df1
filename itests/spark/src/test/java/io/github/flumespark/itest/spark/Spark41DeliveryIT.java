package io.github.flumespark.itest.spark;

class Spark41DeliveryIT extends DeliveryContract {

  Spark41DeliveryIT() {
    super(SparkWorld.SPARK_4_1);
  }
}
