/** Whole ways, from a sink's channel to a count in Spark: our clients beside Spark 2.4.8's own. */
package io.github.flumespark.itest.benchmarks.spark;
