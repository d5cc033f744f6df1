/** A Structured Streaming query on real sinks, that a test tells where to stand still. */
package io.github.flumespark.itest.structured;
