package io.github.flumespark.itest.osgi;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.nio.file.Path;
import java.util.Map;

/** Makes a bundle of each package in {@code itests/osgi/parts}, as bnd does it for an author. */
final class PartBundles {

  private static final String PACKAGE = "io.github.flumespark.itest.osgi.parts.";

  private PartBundles() {}

  /** Runs agents for the test. */
  static Path agent(Path directory) {
    return make(
        directory,
        "agent",
        Map.of(
            "Bundle-Activator",
            PACKAGE + "agent.AgentActivator",
            "-privatepackage",
            PACKAGE + "agent"));
  }

  /** A source and a channel: Flume gets at their classes by way of the export. */
  static Path source(Path directory) {
    return make(directory, "source", Map.of("Export-Package", PACKAGE + "source"));
  }

  /** The transformer {@code stamp}. */
  static Path stamp(Path directory, String version) {
    return make(
        directory,
        "stamp",
        Map.of("-privatepackage", PACKAGE + "stamp", "Bundle-Version", version));
  }

  /** The transformer {@code stamp}, but its factory throws. */
  static Path brokenStamp(Path directory, String version) {
    return make(
        directory,
        "stamp",
        Map.of(
            "-privatepackage",
            PACKAGE + "stamp",
            "Bundle-Version",
            version,
            "Itest-Broken",
            "true"));
  }

  /** A copy of a bundle that says that it is another version. */
  static Path version(Path directory, Path bundle, String version) {
    Path file = directory.resolve(version + "-" + bundle.getFileName());
    try (Jar jar = new Jar(bundle.toFile())) {
      jar.getManifest().getMainAttributes().putValue("Bundle-Version", version);
      jar.write(file.toFile());
      return file;
    } catch (Exception e) {
      throw new IllegalStateException("No version %s of %s".formatted(version, bundle), e);
    }
  }

  private static Path make(Path directory, String name, Map<String, String> instructions) {
    Path file = directory.resolve("itest-" + name + ".jar");
    try (Builder builder = new Builder()) {
      builder.addClasspath(Jars.parts().toFile());
      builder.addClasspath(Jars.api().toFile());
      builder.addClasspath(Jars.flume().toFile());
      builder.setProperty("Bundle-SymbolicName", "itest." + name);
      builder.setProperty("Bundle-Version", "1.0.0");
      // Flume's Context returns types of the Guava inside its bundle.
      builder.setProperty("Import-Package", "!com.google.common.*,*");
      builder.setProperty("-noimportjava", "true");
      instructions.forEach(builder::setProperty);
      Jar jar = builder.build();
      if (!builder.isOk()) {
        throw new IllegalStateException("bnd, on " + name + ": " + builder.getErrors());
      }
      jar.write(file.toFile());
      return file;
    } catch (Exception e) {
      throw new IllegalStateException("No bundle of " + name, e);
    }
  }
}
