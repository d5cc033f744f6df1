package io.github.flumespark.itest.extensions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes a plugin of classes of these tests. */
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
    return plugins(Map.of(service, provider), List.of(), directory);
  }

  /**
   * The same with several providers.
   *
   * @param providers by the interfaces that they implement
   * @param others what the providers need of these tests
   * @param directory for the directory
   */
  static Path plugins(Map<Class<?>, Class<?>> providers, List<Class<?>> others, Path directory)
      throws IOException {
    Path plugins = directory.resolve("plugins.d");
    Path jar = plugins.resolve("tests/lib/tests.jar");
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Class<?> other : others) {
        add(other, zip);
      }
      for (Map.Entry<Class<?>, Class<?>> provider : providers.entrySet()) {
        add(provider.getValue(), zip);
        zip.putNextEntry(new ZipEntry("META-INF/services/" + provider.getKey().getName()));
        zip.write(provider.getValue().getName().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return plugins;
  }

  private static void add(Class<?> type, ZipOutputStream zip) throws IOException {
    String classFile = type.getName().replace('.', '/') + ".class";
    try (InputStream code = type.getClassLoader().getResourceAsStream(classFile)) {
      zip.putNextEntry(new ZipEntry(classFile));
      code.transferTo(zip);
      zip.closeEntry();
    }
  }
}
