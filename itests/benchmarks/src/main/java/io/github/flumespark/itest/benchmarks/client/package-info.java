/** Clients that poll a sink, and what they measure. */
package io.github.flumespark.itest.benchmarks.client;
