package io.github.flumespark.itest.agent;

/** The protocol with Avro 1.8.2 and Netty 3, as a Spark 2.4 driver has them. */
class Avro182ClientIT extends ProtocolContract {

  Avro182ClientIT() {
    super("1.8.2");
  }
}
