package io.github.flumespark.extension.interceptor;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.HashMap;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.interceptor.Interceptor;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * {@code flume-interceptor}: hosts any interceptor of Flume's. {@code builder}, required, is what
 * would be its {@code type} at a source: a word such as {@code regex_extractor}, or the class of a
 * builder. All other keys are the interceptor's own, {@code type} excepted, which is the sink's.
 *
 * <p>Interceptors are written for the one thread of a source: each of the sink's threads gets one
 * of its own, made by a builder of its own, initialized and closed as by a source. An interceptor
 * that returns null drops the event. What it throws is answered by {@code onError}.
 *
 * <p>A source runs an interceptor once for each event; here it runs again when an event is
 * delivered again. Whatever takes the time or a random number, such as {@code timestamp} and {@code
 * uuid}, tells something else then.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class InterceptorTransformerFactory implements EventTransformerFactory {

  private static final String BUILDER = "builder";

  /** For the service loader. */
  public InterceptorTransformerFactory() {}

  @Override
  public String name() {
    return "flume-interceptor";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    Class<? extends Interceptor.Builder> builder = Builders.find(config, BUILDER);
    Map<String, String> keys = new HashMap<>();
    for (String key : config.keys()) {
      if (!key.equals(BUILDER)) {
        keys.put(key, config.getString(key));
      }
    }
    return new InterceptorTransformer(() -> make(builder, keys));
  }

  private static Interceptor make(
      Class<? extends Interceptor.Builder> type, Map<String, String> keys) {
    Interceptor made;
    try {
      Interceptor.Builder builder = type.getDeclaredConstructor().newInstance();
      builder.configure(new Context(new HashMap<>(keys)));
      made = builder.build();
    } catch (ReflectiveOperationException | RuntimeException refused) {
      Throwable cause = refused.getCause() == null ? refused : refused.getCause();
      throw new IllegalArgumentException(
          "The interceptor's builder %s refuses its keys %s: %s"
              .formatted(type.getName(), keys.keySet(), cause),
          refused);
    }
    if (made == null) {
      throw new IllegalArgumentException("%s.build() returned null".formatted(type.getName()));
    }
    made.initialize();
    return made;
  }
}
