package io.github.flumespark.itest.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes other jars of the build's. */
final class Jars {

  private Jars() {}

  /** A copy without a manifest, as whoever does not know of OSGi makes it. */
  static Path withoutManifest(Path jar, Path copy) throws IOException {
    return copy(jar, copy, manifest -> manifest.getMainAttributes().clear());
  }

  /** A copy with a manifest that was changed. */
  static Path copy(Path jar, Path copy, Consumer<Manifest> change) throws IOException {
    return copy(jar, copy, change, entry -> false);
  }

  /** The same, without some of its entries. */
  static Path copy(Path jar, Path copy, Consumer<Manifest> change, Predicate<String> left)
      throws IOException {
    Files.createDirectories(copy.getParent());
    try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
      Manifest manifest = in.getManifest();
      change.accept(manifest);
      try (JarOutputStream out =
          manifest.getMainAttributes().isEmpty()
              ? new JarOutputStream(Files.newOutputStream(copy))
              : new JarOutputStream(Files.newOutputStream(copy), manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          if (!left.test(entry.getName())) {
            out.putNextEntry(new JarEntry(entry.getName()));
            in.transferTo(out);
            out.closeEntry();
          }
        }
      }
    }
    return copy;
  }
}
