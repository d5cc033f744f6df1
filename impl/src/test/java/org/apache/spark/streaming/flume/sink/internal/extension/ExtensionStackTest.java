package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExtensionStackTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final CountDownLatch latch = new CountDownLatch(1);

  @AfterEach
  void letAllEnd() {
    latch.countDown();
  }

  @Test
  void eachIsClosedOnceTheLatestFirst() {
    ExtensionStack stack = new ExtensionStack("spark", System::nanoTime);
    Extension twice = new Recorded("b", null);
    stack.push("one", new Recorded("a", null));
    stack.push("two", twice);
    stack.push("three", twice);

    assertThat(stack.close(LONG)).isTrue();
    assertThat(stack.close(LONG)).isTrue();

    assertThat(closed).containsExactly("b", "a");
  }

  @Test
  void oneThatHangsKeepsNoOtherFromBeingClosedAndItsEndIsTold() {
    try (LogCapture log = new LogCapture()) {
      ExtensionStack stack = new ExtensionStack("spark", System::nanoTime, Duration.ofMillis(100));
      stack.push("transformers.t1", new Recorded("a", null));
      stack.push("admission", new Recorded("b", latch));
      stack.push("sequence", new Recorded("c", null));

      assertThat(stack.close(LONG)).isTrue();

      assertThat(closed).containsExactly("c", "a");
      assertThat(log.linesWith("ERROR"))
          .singleElement()
          .asString()
          .contains("Sink 'spark': close() of the admission (" + Recorded.class.getName() + ")")
          .contains("is left to itself; the thread spark-sink-spark-close-admission is");
      assertThat(log.linesWith("Recorded.close(")).isNotEmpty();

      latch.countDown();
      await().until(() -> !log.linesWith("has returned after").isEmpty());
      assertThat(closed).containsExactly("c", "a", "b");
    }
  }

  @Test
  void whoDoesNotWantToWaitNeedNot() {
    ExtensionStack stack = new ExtensionStack("spark", System::nanoTime);
    stack.push("one", new Recorded("a", latch));

    assertThat(stack.close(Duration.ZERO)).isFalse();

    latch.countDown();
    assertThat(stack.close(LONG)).isTrue();
    assertThat(closed).containsExactly("a");
  }

  @Test
  void anInterruptOfWhoeverWaitsIsKept() {
    ExtensionStack stack = new ExtensionStack("spark", System::nanoTime);
    stack.push("one", new Recorded("a", null));
    Thread.currentThread().interrupt();

    assertThat(stack.close(LONG)).isTrue();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).containsExactly("a");
  }

  private final class Recorded implements Extension {

    private final String name;
    private final CountDownLatch until;

    Recorded(String name, CountDownLatch until) {
      this.name = name;
      this.until = until;
    }

    @Override
    public void close() {
      if (until != null) {
        try {
          until.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      closed.add(name);
    }
  }
}
