package org.apache.spark.streaming.flume.sink.internal.extension;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/**
 * A random epoch, a counter and a secret: {@code 5f0c42d19a3be79e-17-c81f6b02e5d7430a}.
 *
 * <p>The epoch is 64 random bits, drawn once, and the secret 64 more, drawn for each number. The
 * counter keeps the numbers of one start apart, the 128 bits those of two, so nothing needs to be
 * kept on disk. Whoever knows a number, or all that were ever given to him, still has to guess the
 * 64 bits of any other: a client can't settle a batch that was given to somebody else.
 */
public final class RandomEpochSequence implements SequenceGenerator {

  private static final int EPOCH_BYTES = 8;
  private static final int SECRET_BYTES = 8;
  private static final HexFormat HEX = HexFormat.of();

  private final SecureRandom random = new SecureRandom();
  private final String prefix = HEX.formatHex(draw(EPOCH_BYTES)) + "-";
  private final AtomicLong counter = new AtomicLong();

  @Override
  public String next() {
    return prefix + counter.incrementAndGet() + "-" + HEX.formatHex(draw(SECRET_BYTES));
  }

  /** All bytes at once: the source has a lock, which nextLong would take twice. */
  private byte[] draw(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return drawn;
  }
}
