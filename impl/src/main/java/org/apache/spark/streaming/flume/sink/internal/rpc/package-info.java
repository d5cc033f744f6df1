/**
 * Connections, from accept to close, and the calls on them.
 *
 * <pre>
 *  Acceptor ─► SinkServer: max-connections
 *           ─► Gate: ipFilterRules, a name only where one is asked for
 *   socket ─► RenegotiationGuard ─► TLS ─► inflate / deflate ─► ChunkWriter ─► FrameDecoder
 *          ─► Connection      counts, watches limits in time, closes
 *          ─► RequestHandler  handshake, then each call to the engine; Readers: who it is
 *                               PollCall ─► EncodedBatch ─► Reply ─► socket
 * </pre>
 *
 * <p>No call ever holds a thread: Avro's own server runs each on one of sixteen threads in turn, so
 * that a poll which waits there freezes a sixteenth of all later calls, acknowledgements included.
 * All that belongs to one connection runs on its I/O thread; replies come from any thread and go
 * out there.
 *
 * <p>What a peer can make the sink hold is bounded, whatever it sends and however little it reads:
 * a request by {@code max-frame-bytes}, unfinished requests of all by a quarter of the heap, calls
 * without an answer by {@link org.apache.spark.streaming.flume.sink.internal.rpc.ServerLoad}, a
 * connection's time by {@link org.apache.spark.streaming.flume.sink.internal.rpc.ConnectionLimits},
 * batches by the engine. While a client does not read its replies, nothing is read from it either.
 *
 * <p>An Error that gets out of a Netty event loop ends it for good, and its connections with it.
 * {@link org.apache.spark.streaming.flume.sink.internal.rpc.IoThreads} finds that out, and the sink
 * is down then; it can start again because {@link
 * org.apache.spark.streaming.flume.sink.internal.rpc.Acceptor} listens without such a thread.
 */
package org.apache.spark.streaming.flume.sink.internal.rpc;
