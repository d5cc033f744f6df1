package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScheduledTasksTest {

  private static final Duration SOON = Duration.ofMillis(1);

  private final ClassLoader loader = new URLClassLoader(new URL[0]);
  private final ScheduledTasks tasks =
      new ScheduledTasks("spark", "transformer t1", loader, System::nanoTime);

  @AfterEach
  void close() {
    tasks.close();
  }

  @Test
  void aTaskIsRunAgainAndAgainOnAThreadOfTheSinkUnderItsOwnLoader() throws Exception {
    CountDownLatch runs = new CountDownLatch(3);
    AtomicReference<Thread> thread = new AtomicReference<>();
    AtomicReference<ClassLoader> seen = new AtomicReference<>();

    tasks.add(
        () -> {
          thread.set(Thread.currentThread());
          seen.set(Thread.currentThread().getContextClassLoader());
          runs.countDown();
        },
        Duration.ZERO,
        SOON);

    assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(seen.get()).isSameAs(loader);
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(thread.get().getName()).contains("spark").contains("schedule-transformer-t1");
    tasks.close();
    thread.get().join(30_000);
    assertThat(thread.get().isAlive()).isFalse();
  }

  @Test
  void aTaskThatThrowsIsLoggedAndRunAgain() throws Exception {
    CountDownLatch runs = new CountDownLatch(3);
    try (LogCapture log = new LogCapture()) {
      tasks.add(
          () -> {
            runs.countDown();
            throw new NoClassDefFoundError("gone");
          },
          Duration.ZERO,
          SOON);

      assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(log.linesWith("a scheduled task of the transformer t1 failed")).isNotEmpty();
    }
  }

  @Test
  void aTaskAtWorkIsInterruptedAndHasReturnedBeforeTheExtensionIsClosed() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicReference<Long> tasksLeftAtClose = new AtomicReference<>();
    Extension extension =
        new Extension() {
          @Override
          public void close() {
            tasksLeftAtClose.set(ended.getCount());
          }
        };
    tasks.add(
        () -> {
          began.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException stop) {
            ended.countDown();
          }
        },
        Duration.ZERO,
        SOON);
    assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
    ExtensionStack stack = new ExtensionStack("spark", System::nanoTime);
    stack.push("transformers.t1", extension, tasks::close);

    assertThat(stack.close(Duration.ofSeconds(30))).isTrue();

    assertThat(tasksLeftAtClose.get()).isZero();
    assertThatThrownBy(() -> tasks.add(() -> {}, SOON, SOON))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The transformer t1 is closed");
  }

  @Test
  void delaysThatCantBeMeantAreRefused() {
    assertThatThrownBy(() -> tasks.add(() -> {}, SOON, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The delays are PT0.001S and PT0S; allowed: none below zero, and the second above");
    assertThatThrownBy(() -> tasks.add(() -> {}, SOON.negated(), SOON))
        .isInstanceOf(IllegalArgumentException.class);
    tasks.add(() -> {}, Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE));
  }
}
