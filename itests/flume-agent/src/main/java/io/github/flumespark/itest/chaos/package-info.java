/**
 * A Flume agent with a file channel, killed again and again under clients that misbehave, and a
 * count of every event.
 */
package io.github.flumespark.itest.chaos;
