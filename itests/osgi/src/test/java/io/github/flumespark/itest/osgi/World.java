package io.github.flumespark.itest.osgi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A framework, and the bundles that it starts with.
 *
 * @param framework Felix or Equinox
 * @param libraries the module in {@code itests/osgi/worlds} with Avro, Netty and the rest
 */
record World(Kind framework, String libraries) {

  enum Kind {
    FELIX("org.apache.felix.framework"),
    EQUINOX("org.eclipse.osgi");

    private final String jarPrefix;

    Kind(String jarPrefix) {
      this.jarPrefix = jarPrefix;
    }
  }

  /** Both can set a JVM's handler of URLs, which a JVM allows only once. */
  private static final String FELIX_URL_HANDLERS = "felix.service.urlhandlers";

  /** One for each framework, so that all Equinoxes share that handler. */
  private static final Map<Kind, ClassLoader> LOADERS = new ConcurrentHashMap<>();

  static List<World> all() {
    List<World> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      all.add(new World(kind, "avro-1.11"));
      all.add(new World(kind, "avro-1.12"));
    }
    return all;
  }

  /** One for each framework, for what has nothing to do with Avro. */
  static List<World> frameworks() {
    return List.of(new World(Kind.FELIX, "avro-1.11"), new World(Kind.EQUINOX, "avro-1.12"));
  }

  Framework create(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(FELIX_URL_HANDLERS, "false");
    ClassLoader loader = LOADERS.computeIfAbsent(framework, World::loader);
    List<FrameworkFactory> factories =
        ServiceLoader.load(FrameworkFactory.class, loader).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (factories.size() != 1) {
      throw new IllegalStateException(framework + " has " + factories.size() + " factories");
    }
    return factories.get(0).newFramework(all);
  }

  /** The framework alone, with the OSGi types of the tests. */
  private static ClassLoader loader(Kind kind) {
    try {
      URL jar = Jars.framework(kind.jarPrefix).toUri().toURL();
      return new URLClassLoader(new URL[] {jar}, World.class.getClassLoader());
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public String toString() {
    return framework + " with " + libraries;
  }
}
