package org.apache.spark.streaming.flume.sink.internal.guard;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * Where a class came from, in words for operators.
 *
 * @param className the class
 * @param version of its package or bundle; null if nothing tells
 * @param place its jar, folder or bundle
 */
public record Origin(String className, String version, String place) {

  /** As Felix and Equinox have them, with numbers of their own. */
  private static final Pattern BUNDLE = Pattern.compile("(jar:)?bundle(resource|entry)?:.*");

  /**
   * Where a class came from.
   *
   * @param type any class
   * @return its origin; where nothing is known, it says so
   */
  public static Origin of(Class<?> type) {
    URL location = location(type);
    return new Origin(ForeignCode.nameOf(type), version(type, location), place(type, location));
  }

  /**
   * Where a class of the same name is found that was not loaded, because this one came first: a
   * second version of its jar, most of the time.
   *
   * @param type any class
   * @return empty if there is none, or if the class loader does not tell; and in OSGi, where a
   *     bundle sees one, under an address that says nothing (in Equinox, another than the class's)
   */
  public static List<Origin> shadowedBy(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      return List.of();
    }
    String file = type.getName().replace('.', '/') + ".class";
    Set<String> others = new LinkedHashSet<>();
    try {
      for (URL url : Collections.list(loader.getResources(file))) {
        if (!isBundle(url)) {
          others.add(
              url.toString()
                  .replaceFirst("^jar:", "")
                  .replaceFirst("!?/?" + Pattern.quote(file) + "$", ""));
        }
      }
    } catch (IOException | RuntimeException unreadable) {
      return List.of();
    }
    others.remove(of(type).place().replaceFirst("/$", ""));
    return others.stream().map(place -> new Origin(type.getName(), version(place), place)).toList();
  }

  /**
   * Without the class.
   *
   * @return place and version
   */
  public String jar() {
    return version == null ? place : "version " + version + " from " + place;
  }

  @Override
  public String toString() {
    return className + (version == null ? "" : " " + version) + " from " + place;
  }

  private static URL location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? null : source.getLocation();
  }

  private static String place(Class<?> type, URL location) {
    if (!isBundle(location)) {
      return location.toString();
    }
    // An OSGi framework has no location, or one that says nothing; its class loaders name the
    // bundle.
    ClassLoader loader = type.getClassLoader();
    try {
      return loader == null ? "the Java runtime" : loader.toString();
    } catch (RuntimeException unspeakable) {
      return loader.getClass().getName();
    }
  }

  private static String version(Class<?> type, URL location) {
    Package itsPackage = type.getPackage();
    if (itsPackage.getImplementationVersion() != null) {
      return itsPackage.getImplementationVersion();
    }
    if (itsPackage.getSpecificationVersion() != null) {
      return itsPackage.getSpecificationVersion();
    }
    return isBundle(location) ? bundleVersion(type.getClassLoader()) : version(location.toString());
  }

  private static boolean isBundle(URL location) {
    return location == null || BUNDLE.matcher(location.toString()).matches();
  }

  /** A bundle's class loader finds its own manifest, that of the code that it has loaded. */
  private static String bundleVersion(ClassLoader loader) {
    if (loader == null) {
      return null;
    }
    try (InputStream in = loader.getResourceAsStream(JarFile.MANIFEST_NAME)) {
      return in == null ? null : new Manifest(in).getMainAttributes().getValue("Bundle-Version");
    } catch (IOException | RuntimeException unreadable) {
      // It is only a word in the log.
      return null;
    }
  }

  /** Of a jar, by its manifest. */
  private static String version(String location) {
    try {
      URI place = URI.create(location);
      Path jar = "file".equals(place.getScheme()) ? Path.of(place) : null;
      if (jar == null || !Files.isRegularFile(jar)) {
        return null;
      }
      try (JarFile file = new JarFile(jar.toFile())) {
        Manifest manifest = file.getManifest();
        if (manifest == null) {
          return null;
        }
        String version = manifest.getMainAttributes().getValue("Implementation-Version");
        return version != null ? version : manifest.getMainAttributes().getValue("Bundle-Version");
      }
    } catch (IOException | RuntimeException unreadable) {
      // It is only a word in the log.
      return null;
    }
  }
}
