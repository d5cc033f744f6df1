package io.github.flumespark.osgi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.osgi.FlumeAgent.Kind;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StartWatchTest {

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger starts = new AtomicInteger();

  @Test
  void aSourceIsTriedLessAndLessOftenBecauseItLogsEachFailure() {
    StartWatch watch = new StartWatch("web", Kind.SOURCE, "netcat", nanos::get);

    int first30Seconds = attemptsEvery3Seconds(watch, 10);
    int next300Seconds = attemptsEvery3Seconds(watch, 100);

    assertThat(first30Seconds).isEqualTo(4);
    assertThat(next300Seconds).isEqualTo(10);
  }

  @Test
  void aSinkIsTriedEachTime() {
    StartWatch watch = new StartWatch("web", Kind.SINK, "spark", nanos::get);

    assertThat(attemptsEvery3Seconds(watch, 10)).isEqualTo(10);
  }

  @Test
  void aStartThatWorksEndsTheProblemAndThePause() {
    StartWatch watch = new StartWatch("web", Kind.SOURCE, "netcat", nanos::get);
    attemptsEvery3Seconds(watch, 10);
    assertThat(watch.problem()).hasValue("no");

    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    watch.start(() -> {});

    assertThat(watch.problem()).isEmpty();
    assertThat(attemptsEvery3Seconds(watch, 1)).isEqualTo(1);
  }

  @Test
  void anErrorInAStopIsAnExceptionForFlume() {
    StartWatch watch = new StartWatch("web", Kind.SINK, "spark", nanos::get);

    assertThatThrownBy(
            () ->
                watch.stop(
                    () -> {
                      throw new NoClassDefFoundError("org/example/Last");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Flume agent web, sink 'spark': its stop failed");
  }

  private int attemptsEvery3Seconds(StartWatch watch, int times) {
    int before = starts.get();
    for (int i = 0; i < times; i++) {
      watch.start(
          () -> {
            starts.incrementAndGet();
            throw new IllegalStateException("no");
          });
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    }
    return starts.get() - before;
  }
}
