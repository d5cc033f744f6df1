package org.apache.spark.streaming.flume.sink.internal.wire;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Counts pooled buffers, to find out whether some were not released. I/O threads keep released ones
 * until they end, so look after the server and the clients have been closed.
 */
public final class Buffers {

  private final long before = active();

  public static long active() {
    PooledByteBufAllocatorMetric metric = PooledByteBufAllocator.DEFAULT.metric();
    return Stream.concat(metric.directArenas().stream(), metric.heapArenas().stream())
        .mapToLong(PoolArenaMetric::numActiveAllocations)
        .sum();
  }

  public void assertNoneLeft() {
    await("all buffers are released")
        .atMost(Duration.ofSeconds(20))
        .until(() -> active() <= before);
  }
}
