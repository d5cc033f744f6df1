/** What is made of the measurements: statistics, JSON, tables and a chart. */
package io.github.flumespark.itest.benchmarks.report;
