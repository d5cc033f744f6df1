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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** A stranger's jar, compiled against the API alone and dropped into plugins.d. */
class ExtensionJarIT {

  private static final String SERVICE =
      "org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory";

  @Test
  void aTransformerInAJarOfItsOwnIsFoundByItsName() throws Exception {
    Path directory = Agents.workDirectory(ExtensionJarIT.class, "agent");
    FlumeHome home = FlumeHome.assembled();
    Path plugins = directory.resolve("plugins.d");
    Path classes = compile(home, directory.resolve("classes"));
    jar(classes, plugins.resolve("my-ext/lib/shout.jar"));
    String properties =
        Agents.netcatToMemory()
            + Agents.sink(
                0,
                "transformers = loud",
                "transformers.loud.type = shout",
                "transformers.loud.suffix = !");

    try (AgentProcess agent =
            AgentSetup.of("agent", properties)
                .withHome(home.withPlugins(plugins))
                .start(directory);
        Netcat netcat = new Netcat(agent.awaitNetcatPort(0));
        PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
      netcat.send(List.of("hello", "world"));

      assertThat(Consumer.drain(client, 10, 2)).containsExactly("HELLO!", "WORLD!");
    }
  }

  private static Path compile(FlumeHome home, Path classes) throws IOException {
    Files.createDirectories(classes);
    Path source = Path.of("src", "test", "resources", "extension", "ShoutFactory.java");
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
                  List.of("-d", classes.toString(), "-cp", apiJar(home), "--release", "17"),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(problems.toString()).isTrue();
    }
    Path service = classes.resolve("META-INF/services").resolve(SERVICE);
    Files.createDirectories(service.getParent());
    Files.writeString(service, "example.ShoutFactory\n");
    return classes;
  }

  private static String apiJar(FlumeHome home) throws IOException {
    Path libext = home.pluginsPath().get(0).resolve("flume-spark-sink/libext");
    try (Stream<Path> jars = Files.list(libext)) {
      return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static void jar(Path classes, Path jar) throws IOException {
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
