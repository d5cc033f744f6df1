/**
 * Avro's bytes on Netty's buffers: the frames of its Netty transport, the handshake, and the few
 * types of the protocol. Knows Netty and the generated protocol alone.
 *
 * <p>A frame is a serial number, a number of parts, and for each part a length and as many bytes;
 * all numbers are int32. A reply carries its request's serial number, so replies go out in any
 * order. The first request of a connection begins with a handshake: the hash of the client's
 * protocol, its text if the server has asked for it, and the hash of what the client takes the
 * server's for. A client sees by the answer which messages the server has.
 *
 * <p>None of Avro's own classes reads what a peer sends. Its frame decoder has no limit on a part,
 * reserves a list of whatever size is announced, and never ends one of size 0; its Responder keeps
 * every protocol that it is told, under a hash that the client chose, and has its schema parsed,
 * where versions before 1.11.4 have known holes.
 */
package org.apache.spark.streaming.flume.sink.internal.wire;
