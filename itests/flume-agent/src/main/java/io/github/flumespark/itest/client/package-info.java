/**
 * A client of the sink's protocol in a JVM of its own, with any version of Avro on its class path.
 */
package io.github.flumespark.itest.client;
