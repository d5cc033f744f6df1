package io.github.flumespark.extension.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void isFullAtFirstAndRefillsAtItsRate() {
    TokenBucket bucket = new TokenBucket(10, 20, 0);
    assertThat(bucket.tokens(0)).isEqualTo(20);
    bucket.take(20);

    assertThat(bucket.tokens(0)).isZero();
    assertThat(bucket.tokens(SECOND / 10 - 1)).isZero();
    assertThat(bucket.tokens(SECOND / 10)).isEqualTo(1);
    assertThat(bucket.tokens(SECOND)).isEqualTo(10);
    assertThat(bucket.tokens(2 * SECOND)).isEqualTo(20);
    assertThat(bucket.tokens(3 * SECOND)).as("no more than the burst").isEqualTo(20);
  }

  @Test
  void losesNothingToFractionsHoweverOftenItIsAsked() {
    TokenBucket bucket = new TokenBucket(3, 1000, 0);
    bucket.take(1000);
    long now = 0;
    while (now < 100 * SECOND) {
      now += 1_234_567;
      bucket.tokens(now);
    }

    assertThat(bucket.tokens(now)).isEqualTo(now * 3 / SECOND);
  }

  @Test
  void tellsHowLongToWaitToTheNanosecond() {
    TokenBucket bucket = new TokenBucket(3, 10, 0);
    bucket.take(10);
    bucket.tokens(100);

    long wait = bucket.nanosUntil(1);

    assertThat(wait).isEqualTo(333_333_334 - 100);
    assertThat(bucket.tokens(100 + wait - 1)).isZero();
    assertThat(bucket.tokens(100 + wait)).isEqualTo(1);
    assertThat(bucket.nanosUntil(1)).isZero();
  }

  @Test
  void aDebtIsPaidBeforeAnythingElse() {
    TokenBucket bucket = new TokenBucket(10, 10, 0);
    bucket.take(35);

    assertThat(bucket.tokens(0)).isEqualTo(-25);
    assertThat(bucket.nanosUntil(1)).isEqualTo(26 * SECOND / 10);
    assertThat(bucket.tokens(2 * SECOND)).isEqualTo(-5);
    assertThat(bucket.tokens(3 * SECOND)).isEqualTo(5);
  }

  @Test
  void whatIsGivenBackAboveTheBurstIsLost() {
    TokenBucket bucket = new TokenBucket(10, 10, 0);
    bucket.take(4);
    bucket.giveBack(3);
    assertThat(bucket.tokens(0)).isEqualTo(9);
    bucket.giveBack(Long.MAX_VALUE);
    assertThat(bucket.tokens(0)).isEqualTo(10);
  }

  @Test
  void yearsOfIdlenessFillItOnce() {
    TokenBucket bucket = new TokenBucket(TokenBucket.MAX_RATE, TokenBucket.MAX_BURST, 0);
    bucket.take(TokenBucket.MAX_BURST);

    assertThat(bucket.tokens(Long.MAX_VALUE)).isEqualTo(TokenBucket.MAX_BURST);
  }

  @Test
  void theExtremesDoNotOverflow() {
    TokenBucket slow = new TokenBucket(1, TokenBucket.MAX_BURST, 0);
    slow.take(Long.MAX_VALUE);
    slow.take(Long.MAX_VALUE);
    slow.take(Long.MAX_VALUE);
    assertThat(slow.tokens(0)).isNegative();
    assertThat(slow.nanosUntil(TokenBucket.MAX_BURST)).isEqualTo(Long.MAX_VALUE);
    assertThat(slow.tokens(Duration.ofDays(365).toNanos())).isNegative();

    TokenBucket fast = new TokenBucket(TokenBucket.MAX_RATE, TokenBucket.MAX_BURST, 0);
    fast.take(TokenBucket.MAX_BURST);
    assertThat(fast.tokens(SECOND - 1)).isEqualTo(TokenBucket.MAX_RATE - 9);
    assertThat(fast.tokens(SECOND)).isEqualTo(TokenBucket.MAX_RATE);
  }

  @Test
  void goesOnWhereTheClockOverflowsAndStandsWhereItSteps() {
    long start = Long.MAX_VALUE - SECOND;
    TokenBucket bucket = new TokenBucket(10, 100, start);
    bucket.take(100);

    assertThat(bucket.tokens(start + 2 * SECOND)).as("past the overflow").isEqualTo(20);
    assertThat(bucket.tokens(start)).as("a reading from before").isEqualTo(20);
    assertThat(bucket.tokens(start + 3 * SECOND)).isEqualTo(30);
  }
}
