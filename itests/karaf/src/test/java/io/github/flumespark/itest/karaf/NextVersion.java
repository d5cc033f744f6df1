package io.github.flumespark.itest.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project as its next minor version would be: the same classes, with another version. */
final class NextVersion {

  static final String VERSION = after(System.getProperty("project.version"));

  private NextVersion() {}

  private static String after(String version) {
    String[] numbers = version.split("\\.", 3);
    return "%s.%d.0".formatted(numbers[0], Integer.parseInt(numbers[1]) + 1);
  }

  /** Puts it into the repository of a Karaf, beside the version of the build. */
  static void addTo(Karaf karaf) throws IOException {
    Path group = karaf.home().resolve("system/io/github/flumespark");
    List<Path> files;
    try (Stream<Path> all = Files.walk(group)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path next = group.resolve(renamed(group.relativize(file).toString()));
      Files.createDirectories(next.getParent());
      String name = file.getFileName().toString();
      if (name.endsWith(".jar")) {
        Jars.copy(
            file,
            next,
            manifest -> manifest.getMainAttributes().putValue("Bundle-Version", VERSION));
      } else if (name.endsWith("features.xml")) {
        Files.writeString(next, renamed(Files.readString(file)));
      } else if (name.endsWith(".cfg")) {
        Files.copy(file, next);
      }
    }
  }

  private static String renamed(String text) {
    return text.replace(System.getProperty("project.version"), VERSION);
  }
}
