package io.github.flumespark.itest.osgi.parts.stamp;

import aQute.bnd.annotation.spi.ServiceProvider;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * {@code stamp}: writes the text of its key {@code text} into the header {@code stamp}. Broken, if
 * the manifest of its bundle says so.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class StampFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "stamp";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    Bundle bundle = FrameworkUtil.getBundle(StampFactory.class);
    if (bundle.getHeaders().get("Itest-Broken") != null) {
      throw new IllegalStateException("broken on purpose");
    }
    return new Stamp(config.getString("text"), bundle.getVersion().toString());
  }
}
