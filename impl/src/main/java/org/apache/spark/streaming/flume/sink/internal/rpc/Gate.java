package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.access.Decision;
import org.apache.spark.streaming.flume.sink.internal.access.Decision.Answer;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;

/**
 * Asks the rules about a peer before anything is read from it. A rule may need the name of an
 * address, for which a name server that the peer chose can let us wait: that happens on threads of
 * its own, so that no other connection does. Thread-safe.
 */
final class Gate implements AutoCloseable {

  /** Peers that wait for a slow name server delay only others that must be asked for. */
  private static final int THREADS = 4;

  private final AccessRules rules;
  private final ExecutorService names;

  Gate(String sinkName, AccessRules rules) {
    this.rules = rules;
    this.names =
        rules.mayNeedName()
            ? Executors.newFixedThreadPool(THREADS, DaemonThreads.factory(sinkName, "names"))
            : null;
  }

  /** Tells whether a new connection may stay, on its I/O thread, now or later. */
  void ask(SocketChannel channel, Consumer<Boolean> answer) {
    if (names == null) {
      answer.accept(rules.decide(channel.remoteAddress()).answer() == Answer.ALLOW);
      return;
    }
    channel.config().setAutoRead(false);
    try {
      names.execute(() -> askNames(channel, answer));
    } catch (RejectedExecutionException closed) {
      answer.accept(false);
    }
  }

  private void askNames(SocketChannel channel, Consumer<Boolean> answer) {
    Decision decision = rules.decide(channel.remoteAddress());
    if (decision.answer() == Answer.NEEDS_NAME) {
      String name = channel.remoteAddress().getHostName();
      decision = rules.decide(channel.remoteAddress(), decision.rule(), name);
    }
    boolean admitted = decision.answer() == Answer.ALLOW;
    try {
      channel
          .eventLoop()
          .execute(
              () -> {
                if (channel.isActive()) {
                  answer.accept(admitted);
                  // What is added this late has not heard of it.
                  channel.pipeline().fireChannelActive();
                  channel.config().setAutoRead(true);
                }
              });
    } catch (RejectedExecutionException ended) {
      // The I/O threads have ended, and all connections with them.
    }
  }

  @Override
  public void close() {
    if (names != null) {
      names.shutdownNow();
    }
  }
}
