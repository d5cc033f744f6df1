package org.apache.spark.streaming.flume.sink.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExtensionCallsTest {

  private static final Callee SLOW = new Callee("transformer t1", "com.acme.Slow", "transform()");
  private static final Callee OTHER = new Callee("admission policy", "com.acme.Policy", "admit()");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final ExtensionCalls calls = new ExtensionCalls("spark", nanos::get);
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void aCallThatDoesNotReturnIsAWarningWithMethodPlaceClassAndStack() throws Exception {
    try (LogCapture log = new LogCapture()) {
      blockIn(SLOW, end);
      calls.look();
      after(4);
      assertThat(log.warnings()).isEmpty();
      assertThat(calls.stuck()).isZero();
      assertThat(calls.inside()).isEqualTo(1);

      after(1);

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("Sink 'spark': transform() of the transformer t1 (com.acme.Slow)")
          .contains("has not returned for 5 s; the thread blocked-0 is");
      assertThat(log.linesWith("ExtensionCallsTest.waitFor")).isNotEmpty();
      assertThat(calls.stuck()).isEqualTo(1);
    }
  }

  @Test
  void theWarningComesAgainEachMinute() throws Exception {
    try (LogCapture log = new LogCapture()) {
      blockIn(SLOW, end);
      calls.look();
      for (int second = 0; second < 130; second++) {
        after(1);
      }

      assertThat(log.warnings())
          .hasSize(3)
          .anyMatch(line -> line.contains("for 5 s;"))
          .anyMatch(line -> line.contains("for 65 s;"))
          .anyMatch(line -> line.contains("for 125 s;"));
    }
  }

  @Test
  void manyThreadsInOneMethodAreOneWarning() throws Exception {
    try (LogCapture log = new LogCapture()) {
      blockIn(SLOW, end);
      calls.look();
      after(1);
      blockIn(SLOW, end);
      blockIn(OTHER, end);
      after(5);
      after(5);

      assertThat(log.warnings())
          .hasSize(2)
          .anyMatch(
              line -> line.contains("transform()") && line.contains("the thread blocked-0 is"))
          .anyMatch(line -> line.contains("admit() of the admission policy (com.acme.Policy)"));
      assertThat(calls.stuck()).isEqualTo(3);
    }
  }

  @Test
  void theNumberOfThreadsThatItHoldsIsTold() throws Exception {
    try (LogCapture log = new LogCapture()) {
      blockIn(SLOW, end);
      blockIn(SLOW, end);
      calls.look();
      after(7);

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("for 7 s and holds 2 threads;");
    }
  }

  @Test
  void thatItReturnedAfterAllIsToldOnce() throws Exception {
    try (LogCapture log = new LogCapture()) {
      blockIn(SLOW, end);
      calls.look();
      after(6);
      end.countDown();
      joinAll();
      after(2);
      after(2);

      assertThat(log.warnings()).hasSize(2);
      assertThat(log.linesWith("transform() of the transformer t1 (com.acme.Slow) has returned"))
          .singleElement()
          .asString()
          .endsWith("after 8 s");
      assertThat(calls.stuck()).isZero();
      assertThat(calls.inside()).isZero();
    }
  }

  /** A busy thread is in the same method at each look, but never in the same call. */
  @Test
  void shortCallsAreNoLongOneHoweverOftenTheSameMethodIsSeen() {
    try (LogCapture log = new LogCapture()) {
      Caller caller = calls.caller();
      for (int second = 0; second < 20; second++) {
        Callee outer = caller.enter(SLOW);
        after(1);
        caller.exit(outer);
      }

      assertThat(log.warnings()).isEmpty();
      assertThat(calls.stuck()).isZero();
    }
  }

  @Test
  void aCallWithinACallLeadsBackToTheOuterOne() {
    Caller caller = calls.caller();

    Callee none = caller.enter(SLOW);
    Callee outer = caller.enter(OTHER);
    assertThat(caller.callee()).isSameAs(OTHER);
    caller.exit(outer);
    assertThat(caller.callee()).isSameAs(SLOW);
    caller.exit(none);
    assertThat(caller.callee()).isNull();
  }

  @Test
  void aThreadThatHasEndedIsForgotten() throws Exception {
    Thread thread = new Thread(() -> calls.caller().enter(SLOW));
    thread.start();
    thread.join();
    assertThat(calls.inside()).isEqualTo(1);

    calls.look();

    assertThat(calls.inside()).isZero();
  }

  @Test
  void aThreadHasOneCaller() {
    assertThat(calls.caller()).isSameAs(calls.caller());
  }

  private void blockIn(Callee callee, CountDownLatch until) {
    Thread thread =
        new Thread(
            () -> {
              Caller caller = calls.caller();
              Callee outer = caller.enter(callee);
              try {
                waitFor(until);
              } finally {
                caller.exit(outer);
              }
            },
            "blocked-" + threads.size());
    threads.add(thread);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void after(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    calls.look();
  }

  @AfterEach
  void joinAll() throws InterruptedException {
    end.countDown();
    for (Thread thread : threads) {
      thread.join(60_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }
}
