package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A stranger's jar: compiled during a test, as its author would, and dropped into plugins.d. */
final class PluginJar {

  private final Path classes;

  private PluginJar(Path classes) {
    this.classes = classes;
  }

  /**
   * Compiles a source file of this module's test resources.
   *
   * @param source below src/test/resources
   * @param classPath directories of jars
   * @param classes where the classes go
   */
  static PluginJar compile(String source, List<Path> classPath, Path classes) throws IOException {
    Files.createDirectories(classes);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  problems,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-cp", jars(classPath), "--release", "17"),
                  null,
                  files.getJavaFileObjects(Path.of("src", "test", "resources").resolve(source)))
              .call();
      assertThat(compiled).as(problems.toString()).isTrue();
    }
    return new PluginJar(classes);
  }

  private static String jars(List<Path> directories) throws IOException {
    StringBuilder path = new StringBuilder();
    for (Path directory : directories) {
      try (Stream<Path> jars = Files.list(directory)) {
        jars.forEach(jar -> path.append(jar).append(File.pathSeparatorChar));
      }
    }
    return path.toString();
  }

  PluginJar withService(String type, String implementation) throws IOException {
    Path service = classes.resolve("META-INF/services").resolve(type);
    Files.createDirectories(service.getParent());
    Files.writeString(service, implementation + "\n");
    return this;
  }

  void writeTo(Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> entries = Files.walk(classes)) {
      for (Path entry : entries.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(
            new JarEntry(classes.relativize(entry).toString().replace(File.separatorChar, '/')));
        Files.copy(entry, out);
        out.closeEntry();
      }
    }
  }
}
