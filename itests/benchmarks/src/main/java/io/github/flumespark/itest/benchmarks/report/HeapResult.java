package io.github.flumespark.itest.benchmarks.report;

/**
 * A drain in a JVM with a small heap, while events are put.
 *
 * @param problem why it did not get through; empty if it did
 */
public record HeapResult(
    String side, int heapMegabytes, long events, double seconds, double gcSeconds, String problem) {

  /** For a table. */
  public String describe() {
    return problem.isEmpty()
        ? Format.number("runs, %.0f events/s", events / seconds)
        : "fails: " + problem;
  }
}
