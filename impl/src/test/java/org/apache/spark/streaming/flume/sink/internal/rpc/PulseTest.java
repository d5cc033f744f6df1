package org.apache.spark.streaming.flume.sink.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PulseTest {

  /** Runs what it is given when the test says so. */
  private static final class Loop extends DefaultEventLoop {

    private final Queue<Runnable> given = new ArrayDeque<>();
    private boolean full;

    @Override
    public void execute(Runnable task) {
      if (full) {
        throw new OutOfMemoryError("injected");
      }
      given.add(task);
    }
  }

  private final AtomicLong nanos = new AtomicLong();
  private final Loop loop = new Loop();
  private final Pulse pulse = new Pulse(loop, nanos::get);

  @AfterEach
  void end() {
    loop.full = false;
    var unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void oneThatAnswersIsFine() {
    for (int second = 0; second < 200; second++) {
      assertThat(pulse.problem()).isNull();
      loop.given.remove().run();
      pass(1);
    }
  }

  @Test
  void oneThatIsSilentForLongIsGone() {
    assertThat(pulse.problem()).isNull();
    pass(60);
    assertThat(pulse.problem()).isNull();
    pass(1);

    assertThat(pulse.problem()).isEqualTo("an I/O thread does not answer any more");
  }

  @Test
  void oneThatCouldNotBeAskedIsAskedAgain() {
    loop.full = true;
    assertThatThrownBy(pulse::problem).isInstanceOf(OutOfMemoryError.class);
    loop.full = false;
    pass(100);

    assertThat(pulse.problem()).isNull();
    loop.given.remove().run();
    pass(100);
    assertThat(pulse.problem()).isNull();
  }

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
