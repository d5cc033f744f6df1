package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BusyConnectionsTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final BusyConnections busy = new BusyConnections(4, now::get);

  @Test
  void noneIsAtFirst() {
    assertThat(busy.count()).isZero();
  }

  @Test
  void thoseAreWhoseLastBatchWasFull() {
    busy.received(0, true);
    busy.received(3, true);
    busy.received(1, false);
    assertThat(busy.count()).isEqualTo(2);

    busy.received(3, false);
    assertThat(busy.count()).isEqualTo(1);
  }

  @Test
  void oneThatHasNotComeForAWhileIsNoLonger() {
    busy.received(0, true);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(60));
    busy.received(1, true);
    assertThat(busy.count()).isEqualTo(2);

    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(60));
    assertThat(busy.count()).isEqualTo(1);

    busy.received(0, true);
    assertThat(busy.count()).isEqualTo(2);
  }
}
