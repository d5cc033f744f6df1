/** The shell command that shows Flume agents in Karaf. */
package io.github.flumespark.karaf;
