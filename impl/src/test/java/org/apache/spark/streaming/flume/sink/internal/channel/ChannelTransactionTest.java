package org.apache.spark.streaming.flume.sink.internal.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flume.Event;
import org.apache.flume.channel.BasicChannelSemantics;
import org.apache.flume.channel.BasicTransactionSemantics;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.junit.jupiter.api.Test;

/** How a transaction ends when its channel fails. */
class ChannelTransactionTest {

  /** One event, which is back after a rollback that worked. */
  private static final class OneEventChannel extends BasicChannelSemantics {

    private final Event event = EventBuilder.withBody("only", UTF_8);
    private int failures;
    private boolean taken;

    OneEventChannel(int failures) {
      this.failures = failures;
      setName("one");
    }

    @Override
    protected BasicTransactionSemantics createTransaction() {
      return new BasicTransactionSemantics() {
        @Override
        protected void doPut(Event unused) {
          throw new UnsupportedOperationException();
        }

        @Override
        protected Event doTake() {
          taken = true;
          return event;
        }

        @Override
        protected void doCommit() {}

        @Override
        protected void doRollback() {
          taken = false;
        }

        @Override
        public void rollback() {
          // Where Flume's own makes an array for its arguments.
          if (failures-- > 0) {
            throw new OutOfMemoryError("injected");
          }
          super.rollback();
        }
      };
    }
  }

  @Test
  void aRollbackForWhichThereIsNoMemoryIsTriedAgain() {
    OneEventChannel channel = new OneEventChannel(2);
    ChannelTransaction transaction = taken(channel);

    transaction.rollback();

    assertThat(channel.taken).isFalse();
    assertThat(transaction.isBroken()).isFalse();
  }

  @Test
  void aTransactionThatWasCommittedIsNotRolledBack() {
    OneEventChannel channel = new OneEventChannel(0);
    ChannelTransaction transaction = taken(channel);

    transaction.commit();
    transaction.rollback();

    assertThat(channel.taken).isTrue();
  }

  private static ChannelTransaction taken(OneEventChannel channel) {
    ChannelTransaction transaction =
        ChannelTransaction.on(channel, SinkLog.of(ChannelTransactionTest.class, "spark"));
    transaction.begin();
    assertThat(transaction.take()).isSameAs(channel.event);
    return transaction;
  }
}
