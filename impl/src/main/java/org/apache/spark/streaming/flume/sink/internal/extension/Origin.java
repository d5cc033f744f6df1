package org.apache.spark.streaming.flume.sink.internal.extension;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;

/**
 * Where a class came from, in words for operators.
 *
 * @param className the class
 * @param version of its package or bundle; null if nothing tells
 * @param place its jar, folder or bundle
 */
record Origin(String className, String version, String place) {

  /** As Felix and Equinox have them, with numbers of their own. */
  private static final Pattern BUNDLE = Pattern.compile("(jar:)?bundle(resource|entry)?:.*");

  static Origin of(Class<?> type) {
    URL location = location(type);
    return new Origin(ForeignCode.nameOf(type), version(type, location), place(type, location));
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
    if (location != null && !BUNDLE.matcher(location.toString()).matches()) {
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
    return location == null ? null : bundleVersion(location);
  }

  private static String bundleVersion(URL location) {
    try {
      Path jar = "file".equals(location.getProtocol()) ? Path.of(location.toURI()) : null;
      if (jar == null || !Files.isRegularFile(jar)) {
        return null;
      }
      try (JarFile file = new JarFile(jar.toFile())) {
        Manifest manifest = file.getManifest();
        return manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-Version");
      }
    } catch (IOException | URISyntaxException | RuntimeException unreadable) {
      // It is only a word in the log.
      return null;
    }
  }
}
