/**
 * What the driver knows of the sinks. A {@code SinkMonitor} for each asks what the sink has, which
 * costs the sink next to nothing and takes no event. Where nobody tells (Spark's own sink, a
 * channel that doesn't count), it polls for one event, which the sink answers once there is one,
 * and gives it back.
 */
package io.github.flumespark.sql.watch;
