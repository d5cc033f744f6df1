/**
 * JMH benchmarks. Those of package-private classes are in the packages of these classes instead.
 */
package io.github.flumespark.itest.benchmarks.jmh;
