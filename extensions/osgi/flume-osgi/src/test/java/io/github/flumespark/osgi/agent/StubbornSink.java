package io.github.flumespark.osgi.agent;

import com.google.common.base.Throwables;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.flume.sink.AbstractSink;

/** A sink that throws what it is told to when it is started, and counts its starts. */
public final class StubbornSink extends AbstractSink {

  static volatile Supplier<Throwable> refusing;

  static final AtomicInteger STARTS = new AtomicInteger();

  @Override
  public synchronized void start() {
    STARTS.incrementAndGet();
    Supplier<Throwable> reason = refusing;
    if (reason != null) {
      throw Throwables.propagate(reason.get());
    }
    super.start();
  }

  @Override
  public Status process() {
    return Status.BACKOFF;
  }
}
