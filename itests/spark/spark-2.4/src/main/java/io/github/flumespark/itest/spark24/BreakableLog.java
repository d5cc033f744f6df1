package io.github.flumespark.itest.spark24;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.util.WriteAheadLog;
import org.apache.spark.streaming.util.WriteAheadLogRecordHandle;

/**
 * The receiver's write-ahead log, for which Spark accepts any class: this one can be told to break.
 * A batch that cannot be written is a batch that Spark could not store, and its unmodified client
 * answers that with a nack. Keeps nothing: Spark reads a log only when it has lost a block.
 *
 * <p>Prints {@code STORE-FAILED} or {@code STORE-DELAYED} when it does so.
 */
public final class BreakableLog extends WriteAheadLog {

  private static final AtomicInteger FAILURES = new AtomicInteger();
  private static final AtomicLong DELAY_MILLIS = new AtomicLong();

  static void failNext(int writes) {
    FAILURES.set(writes);
  }

  static void delayNext(long millis) {
    DELAY_MILLIS.set(millis);
  }

  @Override
  public WriteAheadLogRecordHandle write(ByteBuffer record, long time) {
    if (FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      Answers.print("STORE-FAILED");
      throw new IllegalStateException("told to fail");
    }
    long delay = DELAY_MILLIS.getAndSet(0);
    if (delay > 0) {
      Answers.print("STORE-DELAYED");
      sleep(delay);
    }
    return new Handle();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while told to wait", e);
    }
  }

  @Override
  public ByteBuffer read(WriteAheadLogRecordHandle handle) {
    throw new UnsupportedOperationException("keeps nothing");
  }

  @Override
  public Iterator<ByteBuffer> readAll() {
    return Collections.emptyIterator();
  }

  @Override
  public void clean(long threshold, boolean waitForCompletion) {}

  @Override
  public void close() {}

  private static final class Handle extends WriteAheadLogRecordHandle {
    private static final long serialVersionUID = 1;
  }
}
