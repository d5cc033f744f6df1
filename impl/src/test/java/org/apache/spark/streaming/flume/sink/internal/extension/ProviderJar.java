package org.apache.spark.streaming.flume.sink.internal.extension;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar with providers, compiled from source: what an author ships, whole or broken. */
final class ProviderJar {

  private final List<JavaFileObject> sources = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();

  /** The class goes in package {@code ext}; all of the API is imported. */
  ProviderJar source(String className, String declaration) {
    String code =
        """
        package ext;
        import java.util.*;
        import org.apache.spark.streaming.flume.sink.spi.*;
        import org.apache.spark.streaming.flume.sink.spi.transform.*;
        import org.apache.spark.streaming.flume.sink.spi.admission.*;
        import org.apache.spark.streaming.flume.sink.spi.sequence.*;
        """
            + declaration;
    sources.add(
        new SimpleJavaFileObject(
            URI.create("string:///ext/" + className + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
          }
        });
    return this;
  }

  /** A factory of transformers in a provider file, with these members. */
  ProviderJar transformers(String className, String members) {
    service("transform.EventTransformerFactory", "ext." + className);
    return source(
        className,
        "public class " + className + " implements EventTransformerFactory {" + members + "}");
  }

  /** A line of a provider file. */
  ProviderJar service(String factory, String line) {
    return file(
        "META-INF/services/org.apache.spark.streaming.flume.sink.spi." + factory, line + "\n");
  }

  ProviderJar file(String path, String text) {
    files.merge(path, text, String::concat);
    return this;
  }

  /** Leaves a class out that the others were compiled with. */
  ProviderJar without(String className) {
    removed.add("ext/" + className + ".class");
    return this;
  }

  Path build(Path directory, String fileName) throws IOException {
    Path classes = Files.createTempDirectory(directory, "classes");
    compile(classes);
    Path jar = directory.resolve(fileName);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> walk = Files.walk(classes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        add(zip, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
      }
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        if (!removed.contains(name)) {
          add(zip, name, Files.readAllBytes(file));
        }
      }
    }
    return jar;
  }

  private void compile(Path classes) {
    if (sources.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    if (!compiler.getTask(problems, null, null, options, null, sources).call()) {
      throw new IllegalStateException(problems.toString());
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
