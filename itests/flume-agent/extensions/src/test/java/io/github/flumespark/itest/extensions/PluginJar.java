package io.github.flumespark.itest.extensions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes a plugin of a class of these tests. */
final class PluginJar {

  private PluginJar() {}

  /**
   * A directory that is laid out like {@code plugins.d}, with a jar with one provider.
   *
   * @param service the interface that the provider implements
   * @param provider a class that needs no other of these tests
   * @param directory for the directory
   */
  static Path plugins(Class<?> service, Class<?> provider, Path directory) throws IOException {
    Path plugins = directory.resolve("plugins.d");
    Path jar = plugins.resolve("tests/lib/" + provider.getSimpleName() + ".jar");
    Files.createDirectories(jar.getParent());
    String classFile = provider.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        InputStream code = provider.getClassLoader().getResourceAsStream(classFile)) {
      zip.putNextEntry(new ZipEntry(classFile));
      code.transferTo(zip);
      zip.putNextEntry(new ZipEntry("META-INF/services/" + service.getName()));
      zip.write(provider.getName().getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return plugins;
  }
}
