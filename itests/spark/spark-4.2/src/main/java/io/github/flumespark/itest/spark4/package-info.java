/** Runs in a JVM of its own, on the class path of a Spark 4.2 application with our client. */
package io.github.flumespark.itest.spark4;
