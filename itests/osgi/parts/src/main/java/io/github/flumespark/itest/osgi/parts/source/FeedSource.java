package io.github.flumespark.itest.osgi.parts.source;

import java.nio.charset.StandardCharsets;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flume.Context;
import org.apache.flume.EventDrivenSource;
import org.apache.flume.conf.Configurable;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.source.AbstractSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * A source that a test feeds through a service. What it accepts is in the channel when the call
 * returns: the entry {@code body} as body, the others as headers, and those of {@code headers.*} in
 * its configuration too.
 */
public final class FeedSource extends AbstractSource implements EventDrivenSource, Configurable {

  private Map<String, String> headers = Map.of();
  private ServiceRegistration<?> registration;

  @Override
  public void configure(Context context) {
    // An ImmutableMap of the Guava that Flume's bundle keeps to itself: as a Map it can be used.
    headers = context.getSubProperties("headers.");
  }

  @Override
  public synchronized void start() {
    Dictionary<String, ?> properties = FrameworkUtil.asDictionary(Map.of("itest", getName()));
    registration =
        FrameworkUtil.getBundle(FeedSource.class)
            .getBundleContext()
            .registerService(
                Consumer.class, (Consumer<Map<String, String>>) this::accept, properties);
    super.start();
  }

  @Override
  public synchronized void stop() {
    if (registration != null) {
      registration.unregister();
      registration = null;
    }
    super.stop();
  }

  private void accept(Map<String, String> event) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(event);
    String body = all.remove("body");
    getChannelProcessor()
        .processEvent(EventBuilder.withBody(body.getBytes(StandardCharsets.UTF_8), all));
  }
}
