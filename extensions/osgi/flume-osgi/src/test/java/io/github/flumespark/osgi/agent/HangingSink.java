package io.github.flumespark.osgi.agent;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;
import org.apache.flume.sink.AbstractSink;

/** A sink whose stop does not return until it is let go. */
public final class HangingSink extends AbstractSink {

  static volatile CountDownLatch letGo = new CountDownLatch(1);

  @Override
  public Status process() {
    return Status.BACKOFF;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // its getters must not hang as well
  public void stop() {
    // As rude as a real one: it hears no interrupt.
    Uninterruptibles.awaitUninterruptibly(letGo);
    super.stop();
  }
}
