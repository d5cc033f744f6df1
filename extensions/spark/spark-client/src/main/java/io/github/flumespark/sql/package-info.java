/**
 * The Structured Streaming source {@code flume}. Nothing here is called by name: Spark finds it by
 * {@code readStream().format("flume")}.
 *
 * <h2>What a micro-batch is</h2>
 *
 * <p>An offset is the number of an epoch, the partitions that take part in it, and how much each of
 * them may read; each micro-batch is one epoch. A partition is one connection to one sink. What it
 * delivers in an epoch is a row of segments, numbered from 0, each of them one polled batch, the
 * last one marked as the last. They lie under the query's checkpoint; see the package {@code
 * segment}, also for what fences off those who come too late.
 *
 * <h2>The steps</h2>
 *
 * <ol>
 *   <li>The driver decides on an epoch and its partitions, and Spark logs the offset. Nothing has
 *       been polled for it.
 *   <li>A partition's task reads segment 0, 1, 2... Where there is none, it polls the sink, writes
 *       what it got beside the epoch, closes the file, and moves it to the segment's name, which
 *       only the first can do.
 *   <li>If its file became the segment, and the epoch is not over, it acknowledges the batch: now
 *       the events leave the channel. If another's did (a speculative or an older attempt of the
 *       same task), it gives its own batch back and reads the other's.
 *   <li>It hands out the rows, and goes on until the segment that is marked as the last.
 *   <li>When the batch is in Spark's commit log and the next one in its offset log, Spark tells the
 *       source, which raises the floor, moves the epoch's directory away and deletes it.
 * </ol>
 *
 * <p>So the segments alone say what an epoch consists of: whoever runs it, again or twice at the
 * same time, gets the same rows. No event is acknowledged that is not in a segment of a living
 * epoch. {@code EpochProtocolTest} tries this out in some hundred thousand orders of steps.
 *
 * <h2>What the driver knows, and who polls</h2>
 *
 * <p>Tasks poll; the driver looks. Each call of {@code latestOffset} asks all sinks at the same
 * time what they have ({@code getSinkState}, answered at once, no event is taken), and decides by
 * answers that came after the call: whoever puts an event, then calls {@code processAllAvailable},
 * finds it processed, and a trigger that comes every five seconds has what had come by then. An
 * idle query pauses before it asks, up to a tenth of a second. A sink that is down, or stalls,
 * holds nobody up.
 *
 * <p>What is in a channel at this moment is the epoch's <em>target</em>, divided between the
 * partitions. Tasks read it to its end, however long that takes, by polls for as many events as are
 * known to be there. Beyond it they go on for {@code fillTime}, as long as full batches are there,
 * or the channel is half full: this keeps a sink busy that gets much, and a small channel (Flume's
 * default has room for 100 events) from being a limit of so many events a trigger, while what
 * trickles in is left to the next micro-batch. Spark does not tell a source its trigger; so that
 * the next one is not late, {@code fillTime} is half of the interval that the looks show. A target
 * counts the events that left the channel, which the sink tells with each batch, not what its
 * transformers made of them.
 *
 * <p>A channel is <em>empty</em> when its counter says 0, or when a poll has found nothing. A batch
 * with fewer events than were asked for says nothing: batches are capped by bytes, by
 * configuration, by policies, and a transformer may drop all but a few events of one.
 *
 * <p>With {@code Trigger.AvailableNow}, the target is fixed at the start, for all epochs of the run
 * together; what comes meanwhile is not waited for.
 *
 * <h2>Real-time Mode</h2>
 *
 * <p>There, an epoch lasts as long as the trigger says, and Spark logs its offset when it is over.
 * All partitions take part in all epochs. A task polls and makes segments as elsewhere, but none of
 * them is the last one: Spark may end the epoch after any row. So the offset says for each
 * partition in which epoch, at which segment and row its reading goes on. The next epoch's task
 * begins there, and shuts the epochs before its own with a last segment without events: a task of
 * theirs that is still alive finds it, and ends. An epoch is removed when no position lies in it
 * any more. Other triggers read such an offset in the same way, so a query can change.
 *
 * <h2>Where nobody tells</h2>
 *
 * <p>Spark's own sink, and a channel that doesn't count, leave the driver without a number. It then
 * has a poll for a single event waiting at the sink, which is answered as soon as there is one, and
 * gives that back. Tasks have no target: they read until a poll finds nothing, or for {@code
 * fillTime}, which by itself becomes as long as the trigger's pause. Spark's own sink ends a batch
 * only when its channel is empty, so there a batch that isn't full is the end. {@code
 * Trigger.AvailableNow} ends when events come slowly, over a second of waiting at least: what was
 * there at the start comes as fast as it can be read, what comes later as fast as it is put.
 *
 * <h2>What comes back to the driver</h2>
 *
 * <p>The last segment's header of each partition says how many events and bytes it read, how long
 * it waited, and why it could not poll if it couldn't. Spark asks for the source's metrics when a
 * micro-batch has ended; then the driver reads these headers, so that the progress shows this
 * micro-batch, and a sink that executors can't reach is known before the next one. An epoch that
 * brought nothing, or that the query did not look at, makes its sinks wait, ever longer up to ten
 * seconds; but not one whose channel has fewer events by then, all of which its transformers may
 * have dropped.
 *
 * <h2>Packages</h2>
 *
 * <p>{@code sql} is what Spark sees. {@code plan} decides on epochs, by what {@code watch} sees.
 * {@code read} is what tasks do. Both write and read {@code segment}s, by {@code options}. Arrows
 * point to the right in this list, and from each to the two last.
 */
package io.github.flumespark.sql;
