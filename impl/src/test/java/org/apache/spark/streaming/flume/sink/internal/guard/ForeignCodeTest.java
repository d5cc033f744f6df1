package org.apache.spark.streaming.flume.sink.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForeignCodeTest {

  private final ClassLoader outer = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void leaveNoInterruptBehind() {
    Thread.interrupted();
  }

  @Test
  void theCallRunsUnderItsLoaderAndTheThreadGetsItsOwnBack() throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
      ForeignCode foreign = ForeignCode.enter(loader);
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(loader);
      Thread.currentThread().setContextClassLoader(null);
      foreign.exit();
    }

    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(outer);
  }

  @Test
  void anInterruptThatTheCallLeftIsCleared() {
    ForeignCode foreign = ForeignCode.enter(outer);
    Thread.currentThread().interrupt();
    foreign.exit();

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anInterruptFromBeforeIsKeptEvenIfTheCallClearedIt() {
    Thread.currentThread().interrupt();
    ForeignCode foreign = ForeignCode.enter(outer);
    Thread.interrupted();
    foreign.exit();

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void anExceptionThatCannotSpeakIsNamedByItsClass() {
    assertThat(ForeignCode.describe(new Mute())).isEqualTo(Mute.class.getName());
    assertThat(ForeignCode.describe(new IllegalStateException("why")))
        .isEqualTo("java.lang.IllegalStateException: why");
    assertThat(ForeignCode.describe(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
  }

  private static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("words");
    }
  }
}
