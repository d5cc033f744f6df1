package io.github.flumespark.itest.extensions;

import java.nio.file.Path;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * A stranger's transformer: looks a user up, and fails on one whom it does not know until that is
 * mended. May be told to hold while it has an event.
 */
public final class EnrichFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "enrich";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    boolean mended = config.getBoolean("mended", false);
    Path orders = Path.of(config.getString("orders"));
    return (event, out) -> {
      if (Held.isOrdered(orders, "transform")) {
        Held.untilKilled(orders, "transform");
      }
      String user = event.headers().getOrDefault("user", "nobody");
      if (user.equals("unknown") && !mended) {
        throw new IllegalStateException("no such user");
      }
      out.emit(event.withHeader("group", "group of " + user));
    };
  }
}
