package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.OSGiHeader;
import aQute.lib.utf8properties.UTF8Properties;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * The list of bundles that {@code agents.bndrun} gives is all that an agent with the sink needs.
 */
final class BndrunIT {

  @Test
  void anAgentRunsWithTheListedBundlesAlone() throws Exception {
    World felix = World.frameworks().get(0);
    Map<String, String> mask =
        Map.of(
            "transformers", "filter",
            "transformers.filter.type", "header-filter",
            "transformers.filter.remove", "secret");

    try (Container container = Container.startOnly(felix, "bndrun", listed(felix));
        RunningAgent agent = container.configureAgent(Agents.withSink(mask))) {
      assertThat(container.states()).as("bundles that are not active").isEmpty();
      assertThat(agent.awaitPort()).isPositive();
      assertThat(container.log()).contains("transformer filter: header-filter");
    }
  }

  private static List<Path> listed(World world) throws IOException {
    UTF8Properties properties = new UTF8Properties();
    try (InputStream in = Files.newInputStream(Jars.bndrun())) {
      properties.load(in);
    }
    List<Path> there = new ArrayList<>(Jars.world(world.libraries()));
    there.addAll(List.of(Jars.api(), Jars.flume(), Jars.sink()));
    there.add(Jars.extension("event-transformers"));
    List<Path> listed = new ArrayList<>();
    for (Map.Entry<String, Attrs> bundle :
        OSGiHeader.parseHeader(properties.getProperty("-runbundles")).entrySet()) {
      listed.add(find(there, bundle.getKey(), new VersionRange(bundle.getValue().getVersion())));
    }
    assertThat(listed).isNotEmpty();
    return listed;
  }

  private static Path find(List<Path> jars, String name, VersionRange range) throws IOException {
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        Attributes manifest = file.getManifest().getMainAttributes();
        String itsName = manifest.getValue("Bundle-SymbolicName");
        if (itsName != null
            && itsName.replaceFirst(";.*", "").strip().equals(name)
            && range.includes(new Version(manifest.getValue("Bundle-Version")))) {
          return jar;
        }
      }
    }
    throw new AssertionError("No jar of the build is %s %s".formatted(name, range));
  }
}
