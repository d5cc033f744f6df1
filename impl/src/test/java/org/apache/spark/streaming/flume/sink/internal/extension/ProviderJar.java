package org.apache.spark.streaming.flume.sink.internal.extension;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Makes what an author ships, whole or broken, of a folder below {@code providers} in the test
 * resources. Its {@code META-INF} goes into the jar as it is, {@code src} is compiled first, and
 * what is in {@code absent} is compiled with it but left out.
 */
final class ProviderJar {

  private static final Path PROVIDERS = Path.of("src/test/resources/providers");

  private ProviderJar() {}

  /** Builds a jar of that name from a folder. */
  static Path build(String folder, Path directory, String fileName) throws IOException {
    Path source = PROVIDERS.resolve(folder);
    Path absent = source.resolve("absent");
    List<Path> sources = new ArrayList<>(files(source.resolve("src")));
    sources.addAll(files(absent));
    Path classes = Files.createTempDirectory(directory, "classes");
    if (!sources.isEmpty()) {
      compile(sources, classes);
    }
    Set<Path> missing =
        files(absent).stream()
            .map(
                file ->
                    classes.resolve(absent.relativize(file).toString().replace(".java", ".class")))
            .collect(Collectors.toSet());
    Path jar = directory.resolve(fileName);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path file : files(source.resolve("META-INF"))) {
        add(zip, source, file);
      }
      for (Path file : files(classes)) {
        if (!missing.contains(file)) {
          add(zip, classes, file);
        }
      }
    }
    return jar;
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  problems, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new IllegalStateException(problems.toString());
      }
    }
  }

  private static void add(ZipOutputStream zip, Path root, Path file) throws IOException {
    zip.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
    Files.copy(file, zip);
    zip.closeEntry();
  }
}
