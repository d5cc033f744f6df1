package io.github.flumespark.itest.karaf;

/** Karaf on Equinox, by karaf.framework = equinox. */
class KarafEquinoxIT extends KarafScenario {

  KarafEquinoxIT() {
    super("equinox");
  }
}
