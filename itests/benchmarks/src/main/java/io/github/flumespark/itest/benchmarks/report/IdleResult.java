package io.github.flumespark.itest.benchmarks.report;

/** What the sink's JVM uses while its pollers wait at an empty channel. */
public record IdleResult(String side, String channel, int pollers, double percentOfCore) {}
