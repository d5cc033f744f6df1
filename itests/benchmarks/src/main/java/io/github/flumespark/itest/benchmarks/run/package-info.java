/** The run: its options, its child processes and its scenarios. */
package io.github.flumespark.itest.benchmarks.run;
