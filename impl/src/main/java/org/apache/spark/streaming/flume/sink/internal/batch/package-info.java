/**
 * Polls, and what becomes of them: the way of a batch from a client's call to a commit.
 *
 * <pre>
 *  poll ─► BatchEngine ─► PollQueue ◄─────────────── waits again ──────────────┐
 *                           │ a transaction thread asks the Dispatcher          │
 *                           ├─ a poll has come ─► PollDesk.judge                │
 *                           │    AdmissionDesk: policy.admit, sequence.next     │
 *                           │    refused ─► DelayedErrors ─► error batch        │
 *                           │    admitted ─► waits for an event                 │
 *                           └─ it is the lookout ─► ChannelReader.begin         │
 *                                an event ─► the poll whose turn it is          │
 *                                BatchService.serve                             │
 *                                  BatchFiller: take, transform, encode ── all dropped: commit
 *                                  Ledger.register ─► BatchWriter.send
 *  ack, nack ─► Acknowledgements ─► OpenBatch.settle     the first one wins, the timeout included
 *                                  commit or rollback, always close
 *                                  the ack is answered ─► policy.settled ─► log
 * </pre>
 *
 * <p>A waiting poll costs no thread. {@link
 * org.apache.spark.streaming.flume.sink.internal.batch.TransactionThreads} holds as many threads as
 * transactions may be open; Flume binds a transaction to the thread that began it, so a batch that
 * a client holds keeps its thread. The order in which polls are judged, and then served, is that of
 * {@link org.apache.spark.streaming.flume.sink.internal.batch.HostShares}: the host with the fewest
 * open batches comes first. A connection's own polls keep the order in which they came.
 *
 * <p>What holds whatever happens, an Error on any line included:
 *
 * <ul>
 *   <li>An event leaves the channel only by a commit that followed an acknowledgement, or by one of
 *       a transaction all of whose events the transformers dropped. From {@code begin} on, one
 *       {@code finally} closes the transaction.
 *   <li>A poll is answered exactly once: whoever claims the answer gives it, and if it can't be
 *       made the connection is closed. Once a poll is in the queue no step of its way allocates.
 *   <li>The policy hears of each poll that it accepted exactly once, after the client, and before
 *       it is asked about that connection's next poll.
 *   <li>Acks, nacks and the end of a connection wait for nothing: they set a word that the thread
 *       which owns the transaction acts on.
 *   <li>A batch keeps its thread until its bytes have left, so unread replies are never more than
 *       {@code threads} batches.
 * </ul>
 *
 * <p>The engine knows no transport: {@link
 * org.apache.spark.streaming.flume.sink.internal.batch.Client}, {@link
 * org.apache.spark.streaming.flume.sink.internal.batch.PollReply} and {@link
 * org.apache.spark.streaming.flume.sink.internal.batch.BatchWriter} are what it asks of one.
 * Classes with mutable state say in their first sentence whose lock or thread guards it.
 */
package org.apache.spark.streaming.flume.sink.internal.batch;
