package org.apache.spark.streaming.flume.sink.internal.extension;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/**
 * A random epoch and a counter: {@code 5f0c…9e-17}. With 128 random bits no two starts share an
 * epoch, so nothing needs to be kept on disk; and a client can't guess another one's number.
 */
public final class RandomEpochSequence implements SequenceGenerator {

  private static final int EPOCH_BYTES = 16;

  private final String prefix;
  private final AtomicLong counter = new AtomicLong();

  /** Draws an epoch. */
  public RandomEpochSequence() {
    byte[] epoch = new byte[EPOCH_BYTES];
    new SecureRandom().nextBytes(epoch);
    prefix = HexFormat.of().formatHex(epoch) + "-";
  }

  @Override
  public String next() {
    return prefix + counter.incrementAndGet();
  }
}
