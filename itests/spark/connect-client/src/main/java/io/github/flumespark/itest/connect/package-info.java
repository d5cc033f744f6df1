/** A client of Spark Connect, for the tests next door. */
package io.github.flumespark.itest.connect;
