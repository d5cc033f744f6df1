package org.apache.spark.streaming.flume.sink.internal.guard;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which jar is to blame where classes don't fit together. */
public final class Linkage {

  /** Names as the JVM writes them in such messages, those of methods included. */
  private static final Pattern NAME = Pattern.compile("[\\w$]+(?:[./][\\w$]+)+");

  private Linkage() {}

  /**
   * The class in which the JVM missed something, and the jar that supplied it.
   *
   * @param thrown such as a {@link NoSuchMethodError}
   * @param loader the one that loaded the code that was called
   * @return empty unless it is a {@link LinkageError} that names a class outside of Java
   */
  public static Optional<Origin> supplier(Throwable thrown, ClassLoader loader) {
    if (!(thrown instanceof LinkageError) || thrown.getMessage() == null) {
      return Optional.empty();
    }
    Matcher names = NAME.matcher(thrown.getMessage());
    while (names.find()) {
      String name = names.group().replace('/', '.');
      Optional<Origin> origin = origin(name, loader);
      if (origin.isEmpty()) {
        origin = origin(name.substring(0, name.lastIndexOf('.')), loader);
      }
      if (origin.isPresent()) {
        return origin;
      }
    }
    return Optional.empty();
  }

  private static Optional<Origin> origin(String className, ClassLoader loader) {
    try {
      Class<?> type = Class.forName(className, false, loader);
      return type.getClassLoader() == null ? Optional.empty() : Optional.of(Origin.of(type));
    } catch (Throwable notThere) {
      return Optional.empty();
    }
  }
}
