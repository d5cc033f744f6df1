package io.github.flumespark.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

/**
 * A process that takes numbers and dies without closing anything. Nothing less is a crash: within
 * one process, nobody would give back the locks of a generator that is merely forgotten.
 */
final class CrashedProcess {

  private static final int LIMIT_SECONDS = 60;

  private CrashedProcess() {}

  /** The numbers that a generator gave before its process crashed. */
  static List<String> numbers(
      Class<?> factory, Map<String, String> config, FakeExtensionContext context, int count) {
    Path output = context.dataDirectory().resolveSibling("numbers");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(CrashedProcess.class.getName());
    command.add(factory.getName());
    command.add(context.dataDirectory().toString());
    command.add(output.toString());
    command.add(Integer.toString(count));
    config.forEach((key, value) -> command.addAll(List.of(key, value)));
    try {
      File log = output.resolveSibling("crash.log").toFile();
      Files.deleteIfExists(output);
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      try {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(output)
          .as("the numbers of another process, which said:%n%s", Files.readString(log.toPath()))
          .exists();
      return Files.readAllLines(output, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The other process. */
  public static void main(String[] args) throws Exception {
    SequenceGeneratorFactory factory =
        Class.forName(args[0])
            .asSubclass(SequenceGeneratorFactory.class)
            .getConstructor()
            .newInstance();
    Map<String, String> config = new HashMap<>();
    for (int i = 4; i < args.length; i += 2) {
      config.put(args[i], args[i + 1]);
    }
    SequenceGenerator generator =
        factory.create(new MapExtensionConfig(config), new FakeExtensionContext(Path.of(args[1])));
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      numbers.add(generator.next());
    }
    Files.write(Path.of(args[2]), numbers, UTF_8);
    Runtime.getRuntime().halt(1);
  }
}
