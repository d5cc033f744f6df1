package org.apache.spark.streaming.flume.sink.internal.rpc;

import org.apache.spark.streaming.flume.sink.internal.batch.BatchWriter;
import org.apache.spark.streaming.flume.sink.internal.batch.PollReply;

/** A call of {@code getEventBatch} as the engine sees it. */
final class PollCall implements PollReply {

  private final Reply reply;

  PollCall(Reply reply) {
    this.reply = reply;
  }

  @Override
  public BatchWriter openBatch() {
    return new EncodedBatch(reply);
  }

  @Override
  public void error(String message) {
    EncodedBatch.sendWithoutEvents(reply, Reply.errorText(message));
  }

  @Override
  public void empty() {
    EncodedBatch.sendWithoutEvents(reply, "");
  }
}
