package org.apache.spark.streaming.flume.sink.internal.rpc;

import java.util.Map;
import org.apache.spark.streaming.flume.sink.internal.batch.EngineState;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire;

/** A call of {@code getSinkState}, which Spark's own clients don't know. */
final class StateCall {

  private StateCall() {}

  /** In the reply's metadata: who else reads from the sink. */
  private static final String OTHER_READERS = "other-readers";

  /**
   * Answers at once, with the fields in the order of the protocol.
   *
   * @param others who else reads; empty for nobody
   */
  static void answer(Reply reply, EngineState state, String others) {
    reply.sendResult(
        others.isEmpty() ? Map.of() : Map.of(OTHER_READERS, others),
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
