package io.github.flumespark.itest.spark;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Dstreams41DeliveryIT extends DeliveryContract {

  Dstreams41DeliveryIT() {
    super(SparkWorld.DSTREAMS_4_1);
  }
}
