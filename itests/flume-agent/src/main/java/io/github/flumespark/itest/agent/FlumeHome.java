package io.github.flumespark.itest.agent;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars of a Flume installation.
 *
 * @param lib Flume's own jars
 * @param pluginsPath directories that are laid out like Flume's {@code plugins.d}: one folder per
 *     plugin, with {@code lib} and {@code libext}
 */
public record FlumeHome(Path lib, List<Path> pluginsPath) {

  public FlumeHome {
    pluginsPath = List.copyOf(pluginsPath);
  }

  /** The home that the build has assembled; the system property {@code flume.home} says where. */
  public static FlumeHome assembled() {
    Path home = Path.of(System.getProperty("flume.home", "target/flume")).toAbsolutePath();
    Path lib = home.resolve("lib");
    if (!Files.isDirectory(lib)) {
      throw new IllegalStateException(
          "There is no Flume in "
              + home
              + ": let Maven assemble it ('mvn package' at the top of the project)");
    }
    return new FlumeHome(lib, List.of(home.resolve("plugins.d")));
  }

  /** This home with other jars of Flume's own in the place of its lib directory. */
  public FlumeHome withLib(Path other) {
    return new FlumeHome(other.toAbsolutePath(), pluginsPath);
  }

  /** This home with one more plugins directory, as {@code flume-ng --plugins-path} would add it. */
  public FlumeHome withPlugins(Path pluginsDirectory) {
    List<Path> more = new ArrayList<>(pluginsPath);
    more.add(pluginsDirectory.toAbsolutePath());
    return new FlumeHome(lib, more);
  }

  /** The class path, with the parts and in the order of Flume 1.11.0's {@code bin/flume-ng}. */
  String classPath(Path confDirectory) {
    List<String> parts = new ArrayList<>();
    parts.add(confDirectory.toString());
    parts.add(lib + "/*");
    for (String folder : List.of("lib", "libext")) {
      for (Path plugin : plugins()) {
        if (Files.isDirectory(plugin.resolve(folder))) {
          parts.add(plugin.resolve(folder) + "/*");
        }
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  private List<Path> plugins() {
    List<Path> plugins = new ArrayList<>();
    for (Path directory : pluginsPath) {
      try (Stream<Path> entries = Files.list(directory)) {
        entries.filter(Files::isDirectory).sorted().forEach(plugins::add);
      } catch (IOException e) {
        throw new UncheckedIOException("Can't list the plugins in " + directory, e);
      }
    }
    return plugins;
  }
}
