package io.github.flumespark.extension.sequence;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/** Time-ordered UUIDs; see {@link UuidV7SequenceFactory}. */
final class UuidV7Sequence implements SequenceGenerator {

  private static final int COUNTER_BITS = 12;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
  private static final long MAX_MILLIS = (1L << 48) - 1;
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

  private final LongSupplier wallClock;
  private final SecureRandom random = new SecureRandom();

  /** Milliseconds and counter of the latest number in one, so that a full counter carries over. */
  private final AtomicLong latest;

  /** Generators with the same latest number are ordered among each other. */
  UuidV7Sequence(LongSupplier wallClock, AtomicLong latest) {
    this.wallClock = wallClock;
    this.latest = latest;
  }

  @Override
  public String next() {
    // Outside of the update, which may run more than once.
    long now = Math.max(0, wallClock.getAsLong());
    if (now > MAX_MILLIS) {
      throw new IllegalStateException("The wall clock is past what a UUID of version 7 can tell");
    }
    long time = latest.updateAndGet(previous -> Math.max(previous + 1, now << COUNTER_BITS));
    long high = ((time >>> COUNTER_BITS) << 16) | VERSION | (time & COUNTER_MASK);
    long low = VARIANT | (random.nextLong() & RANDOM_MASK);
    return new UUID(high, low).toString();
  }
}
