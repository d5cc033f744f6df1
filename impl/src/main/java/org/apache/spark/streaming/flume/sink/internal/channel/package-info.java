/**
 * All that is known of Flume's channels, and nothing of batches.
 *
 * <ul>
 *   <li>Transactions are bound to threads: getTransaction, begin, take, commit, rollback and close
 *       on one thread, one at a time for each channel. One that can't be closed is given to its
 *       thread again and again, so that thread is of no more use.
 *   <li>A rollback that failed can't be repeated. Most channels commit in {@code commit}; JDBC's
 *       does when it is closed.
 *   <li>MemoryChannel waits in {@code take} for up to keep-alive (3 s), and answers an interrupt
 *       there with null. FileChannel never waits; an interrupt during its file I/O closes the file
 *       under the channel. So {@link
 *       org.apache.spark.streaming.flume.sink.internal.channel.TakeGuard} interrupts a take of a
 *       MemoryChannel and nothing else.
 *   <li>The take beyond a transaction's capacity throws, before it looks whether there is an event,
 *       and FileChannel has counted that event as taken by then: a transaction in which a take
 *       failed is rolled back, never delivered as it is. Memory and file channels tell their
 *       capacity; of others it is learned, and forgotten again.
 *   <li>MemoryChannel puts the same Event object back at a rollback: nobody may change one.
 *   <li>KafkaChannel keeps a consumer for each thread that ever took from it.
 *   <li>An event may have null for its headers, for a name or a value in them, and for its body.
 * </ul>
 */
package org.apache.spark.streaming.flume.sink.internal.channel;
