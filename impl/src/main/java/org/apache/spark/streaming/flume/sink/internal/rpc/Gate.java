package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.access.Decision;
import org.apache.spark.streaming.flume.sink.internal.access.Decision.Answer;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;

/**
 * Asks the rules about a peer before anything is read from it. They are walked in order, on the
 * connection's I/O thread; only where a rule is reached that asks for a name is it looked up, for
 * which a name server that the peer chose can let us wait. That happens on threads of its own and
 * with a limit in time, so whoever an earlier rule decides about waits for nobody, and nobody waits
 * long. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for the end of a wait
final class Gate implements AutoCloseable {

  private static final int THREADS = 16;
  private static final Duration KEEP_THREAD = Duration.ofSeconds(10);

  /** A name server that takes longer is of no use; a peer without a name is denied. */
  static final Duration LONGEST_LOOKUP = Duration.ofSeconds(5);

  /** Looks an address's name up; a test has one of its own. */
  interface Names {
    String nameOf(SocketChannel peer);
  }

  private final AccessRules rules;
  private final Names names;
  private final Duration limit;
  private final ThreadPoolExecutor lookups;

  Gate(String sinkName, AccessRules rules) {
    this(sinkName, rules, peer -> peer.remoteAddress().getHostName(), LONGEST_LOOKUP);
  }

  Gate(String sinkName, AccessRules rules, Names names, Duration limit) {
    this.rules = rules;
    this.names = names;
    this.limit = limit;
    this.lookups =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            KEEP_THREAD.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.factory(sinkName, "names"));
    this.lookups.allowCoreThreadTimeOut(true);
  }

  /**
   * Tells whether a new connection may stay, on its I/O thread, now or later.
   *
   * @param answer gets whether it may; if not, also why
   */
  void ask(SocketChannel channel, BiConsumer<Boolean, String> answer) {
    Decision decision = rules.decide(channel.remoteAddress());
    if (decision.answer() != Answer.NEEDS_NAME) {
      answer.accept(decision.answer() == Answer.ALLOW, reason(decision));
      return;
    }
    Lookup lookup = new Lookup(channel, decision.rule(), answer);
    channel.config().setAutoRead(false);
    channel.eventLoop().schedule(lookup::giveUp, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      lookups.execute(lookup);
    } catch (RuntimeException closed) {
      lookup.giveUp();
    }
  }

  private String reason(Decision decision) {
    return decision.rule() == Decision.NO_RULE ? "" : rules.text(decision.rule());
  }

  /** One peer whose name is asked for. */
  private final class Lookup implements Runnable {

    private final SocketChannel channel;
    private final int rule;
    private final BiConsumer<Boolean, String> answer;

    /** Of the I/O thread. */
    private boolean over;

    private volatile boolean givenUp;

    Lookup(SocketChannel channel, int rule, BiConsumer<Boolean, String> answer) {
      this.channel = channel;
      this.rule = rule;
      this.answer = answer;
    }

    @Override
    public void run() {
      if (givenUp || !channel.isActive()) {
        return;
      }
      Decision decision = rules.decide(channel.remoteAddress(), rule, names.nameOf(channel));
      channel.eventLoop().execute(() -> end(decision.answer() == Answer.ALLOW, reason(decision)));
    }

    /** On the connection's I/O thread. */
    void giveUp() {
      givenUp = true;
      end(
          false,
          "%s asks for its name, which was not to be had within %d s"
              .formatted(rules.text(rule), limit.toSeconds()));
    }

    private void end(boolean admitted, String reason) {
      if (over || !channel.isActive()) {
        return;
      }
      over = true;
      answer.accept(admitted, reason);
      if (admitted) {
        // What is added this late has not heard of it.
        channel.pipeline().fireChannelActive();
        channel.config().setAutoRead(true);
      }
    }
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
