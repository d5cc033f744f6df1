package io.github.flumespark.itest.spark;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Dstreams40DeliveryIT extends DeliveryContract {

  Dstreams40DeliveryIT() {
    super(SparkWorld.DSTREAMS_4_0);
  }
}
