/**
 * What runs in a sink's own JVM. It uses Flume and the JDK alone, so that any sink can be in it.
 */
package io.github.flumespark.itest.benchmarks.host;
