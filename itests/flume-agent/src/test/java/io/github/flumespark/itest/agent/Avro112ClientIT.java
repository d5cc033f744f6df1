package io.github.flumespark.itest.agent;

/** The protocol with the newest Avro. */
class Avro112ClientIT extends ProtocolContract {

  Avro112ClientIT() {
    super("1.12");
  }
}
