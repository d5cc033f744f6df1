package io.github.flumespark.itest.karaf;

/** Karaf on Felix, as it comes. */
class KarafFelixIT extends KarafScenario {

  KarafFelixIT() {
    super("felix");
  }
}
