package io.github.flumespark.extension.interceptor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flume.interceptor.Interceptor;
import org.apache.flume.interceptor.InterceptorType;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/** Finds builders of interceptors, by Flume's words or by their class. */
final class Builders {

  /** Flume has no word for it, since it is in a jar of its own; its documentation has. */
  private static final String UUID = "uuid";

  private static final String UUID_BUILDER =
      "org.apache.flume.sink.solr.morphline.UUIDInterceptor$Builder";

  private Builders() {}

  static Class<? extends Interceptor.Builder> find(ExtensionConfig config, String key) {
    String wanted = config.getString(key);
    Optional<InterceptorType> stock = stock(wanted);
    if (stock.isPresent()) {
      return stock.get().getBuilderClass();
    }
    String name = wanted.equalsIgnoreCase(UUID) ? UUID_BUILDER : wanted;
    Class<?> found = load(name);
    if (found == null) {
      throw config.invalid(
          key,
          "%s, %s (with Flume's morphline jar), or the class of an Interceptor.Builder on the class"
                  .formatted(words(), UUID)
              + " path, such as example.MyInterceptor$Builder; there is no class "
              + name);
    }
    if (!Interceptor.Builder.class.isAssignableFrom(found)) {
      throw config.invalid(
          key,
          "the class of an %s, which %s is not; it is often called %s$Builder"
              .formatted(Interceptor.Builder.class.getName(), name, name));
    }
    return found.asSubclass(Interceptor.Builder.class);
  }

  private static Optional<InterceptorType> stock(String word) {
    return Arrays.stream(InterceptorType.values())
        .filter(type -> type.name().equalsIgnoreCase(word))
        .findFirst();
  }

  private static String words() {
    return Arrays.stream(InterceptorType.values())
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** In OSGi the loader of this bundle reaches what others export. */
  private static Class<?> load(String name) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    for (ClassLoader loader : new ClassLoader[] {context, Builders.class.getClassLoader()}) {
      try {
        return Class.forName(name, true, loader);
      } catch (ClassNotFoundException next) {
        // The other one may know it.
      }
    }
    return null;
  }
}
