package io.github.flumespark.itest.extensions;

import java.util.concurrent.CountDownLatch;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** A stranger's mistake: its create never returns, and takes no notice of interrupts. */
public final class HungFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "hung";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException ignored) {
        // Goes on, as code does that some library wrote.
      }
    }
  }
}
