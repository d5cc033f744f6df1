/** The shell commands for Flume agents in Karaf. */
package io.github.flumespark.karaf;
