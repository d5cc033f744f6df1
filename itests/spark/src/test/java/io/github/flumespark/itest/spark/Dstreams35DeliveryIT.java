package io.github.flumespark.itest.spark;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Dstreams35DeliveryIT extends DeliveryContract {

  Dstreams35DeliveryIT() {
    super(SparkWorld.DSTREAMS_3_5);
  }
}
