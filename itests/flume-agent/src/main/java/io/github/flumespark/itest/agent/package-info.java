/** A Flume agent in a JVM of its own, for tests and for the quickstart. */
package io.github.flumespark.itest.agent;
