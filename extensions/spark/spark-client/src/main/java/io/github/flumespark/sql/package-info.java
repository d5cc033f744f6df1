/**
 * The Structured Streaming source {@code flume}. Nothing here is called by name: Spark finds it by
 * {@code readStream().format("flume")}.
 *
 * <h2>What a micro-batch is</h2>
 *
 * <p>An offset is the number of an epoch and the partitions that take part in it; each micro-batch
 * is one epoch. A partition is one connection to one sink. What it delivers in an epoch is a row of
 * segments, numbered from 0, each of them one polled batch, the last one marked as the last. They
 * lie under the query's checkpoint:
 *
 * <pre>
 * checkpoint/sources/N/epochs/000000000012/agent1-9999-0.000000   partition, number
 * checkpoint/sources/N/written/UUID                               being written
 * checkpoint/sources/N/removed/000000000011-UUID                  being removed
 * </pre>
 *
 * <h2>The steps</h2>
 *
 * <ol>
 *   <li>The driver decides on an epoch and its partitions, and Spark logs the offset. Nothing has
 *       been polled for it.
 *   <li>A partition's task reads segment 0, 1, 2... Where there is none, it polls the sink, writes
 *       what it got beside the epoch, closes the file, and moves it to the segment's name, which
 *       only the first can do.
 *   <li>If its file became the segment, it acknowledges the batch: now the events leave the
 *       channel. If another's did (a speculative or an older attempt of the same task), it gives
 *       its own batch back and reads the other's.
 *   <li>It hands out the rows, and goes on until the segment that is marked as the last.
 *   <li>When the batch is in Spark's commit log and the next one in its offset log, Spark tells the
 *       source, which moves the epoch's directory away and deletes it.
 * </ol>
 *
 * <p>So the segments alone say what an epoch consists of: whoever runs it, again or twice at the
 * same time, gets the same rows. An attempt that comes too late, when the epoch is over, finds no
 * directory to move its file into, and gives its batch back: the directory's existence is the fence
 * against it. No event is acknowledged that is not in a segment of a living epoch.
 */
package io.github.flumespark.sql;
