package io.github.flumespark.itest.extensions;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;

/** The store {@code avro-files}, which may be told to hold before or after it has stored. */
public final class HeldStoreFactory implements DeadLetterStoreFactory {

  @Override
  public String name() {
    return "held-files";
  }

  @Override
  public DeadLetterStore create(ExtensionConfig config, ExtensionContext context) {
    Path orders = Path.of(config.getString("orders"));
    DeadLetterStore files =
        ServiceLoader.load(DeadLetterStoreFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(factory -> factory.name().equals("avro-files"))
            .findFirst()
            .orElseThrow()
            .create(config, context);
    return new HeldStore(files, orders);
  }

  /** Holds as it was ordered. */
  record HeldStore(DeadLetterStore files, Path orders) implements DeadLetterStore {

    @Override
    public void store(List<DeadLetter> letters) throws Exception {
      holdIfOrdered("before-store");
      files.store(letters);
      holdIfOrdered("after-store");
    }

    private void holdIfOrdered(String step) {
      if (Held.isOrdered(orders, step)) {
        Held.untilKilled(orders, step);
      }
    }

    @Override
    public boolean hasRoom() {
      return files.hasRoom();
    }

    @Override
    public void close() {
      files.close();
    }
  }
}
