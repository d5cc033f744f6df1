package org.apache.spark.streaming.flume.sink.internal.rpc;

import org.apache.spark.streaming.flume.sink.internal.batch.EngineState;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire;

/** A call of {@code getSinkState}, which Spark's own clients don't know. */
final class StateCall {

  private StateCall() {}

  /** Answers at once, with the fields in the order of the protocol. */
  static void answer(Reply reply, EngineState state) {
    reply.sendResult(
        out -> {
          AvroWire.writeLong(out, state.channelEvents());
          AvroWire.writeLong(out, state.channelCapacity());
          AvroWire.writeLong(out, state.channelBytes());
          AvroWire.writeLong(out, state.openBatches());
          AvroWire.writeLong(out, state.openEvents());
          AvroWire.writeLong(out, state.waitingPolls());
          AvroWire.writeLong(out, state.millisSinceCommit());
        },
        null,
        null);
  }
}
