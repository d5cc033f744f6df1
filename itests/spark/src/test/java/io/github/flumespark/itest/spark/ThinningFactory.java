package io.github.flumespark.itest.spark;

import java.util.concurrent.locks.LockSupport;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * Makes {@code thinning}, which lets one event in so many through ({@code keepOneIn}), by its body,
 * and takes its time for each ({@code micros}).
 */
public final class ThinningFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "thinning";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    int keepOneIn = config.getInt("keepOneIn", 1);
    long nanos = 1000 * config.getLong("micros", 0);
    return (event, out) -> {
      for (long end = System.nanoTime() + nanos, left = nanos;
          left > 0;
          left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      if (Math.floorMod(event.body().hashCode(), keepOneIn) == 0) {
        out.emit(event);
      }
    };
  }
}
