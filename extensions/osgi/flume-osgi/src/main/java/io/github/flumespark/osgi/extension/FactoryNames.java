package io.github.flumespark.osgi.extension;

import java.lang.reflect.InvocationTargetException;

/** Asks a factory for its name, by way of whichever copy of the interface it has. */
final class FactoryNames {

  private FactoryNames() {}

  /**
   * The name of a factory.
   *
   * @throws IllegalStateException if it does not tell
   */
  static String of(Object factory) {
    try {
      Class<?> type = find(factory.getClass());
      if (type == null) {
        throw new IllegalStateException("it is no factory of an extension");
      }
      return String.valueOf(type.getMethod("name").invoke(factory));
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("its name() throws " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }

  /** The interface, which is public even where the class is not. */
  private static Class<?> find(Class<?> type) {
    for (Class<?> current = type; current != null; current = current.getSuperclass()) {
      for (Class<?> implemented : current.getInterfaces()) {
        if (implemented.getName().equals(ExtensionKind.SPI + ".ExtensionFactory")) {
          return implemented;
        }
        Class<?> found = find(implemented);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
