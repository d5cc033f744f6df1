/** Runs in a JVM of its own, on Spark's class path: knows neither the sink nor its tests. */
package io.github.flumespark.itest.spark24;
