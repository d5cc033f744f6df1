package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** What the manifests of the jars say, as they are published. */
final class BundleMetadataIT {

  private static final String SINK = "org.apache.spark.streaming.flume.sink";
  private static final String FACTORY = "osgi.serviceloader";

  static List<Path> all() {
    List<Path> jars = new ArrayList<>(List.of(Jars.api(), Jars.sink(), Jars.flume()));
    Jars.EXTENSIONS.forEach(extension -> jars.add(Jars.extension(extension)));
    return jars;
  }

  static List<Path> extensions() {
    return Jars.EXTENSIONS.stream().map(Jars::extension).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyJarIsABundleAndANamedModule(Path jar) throws IOException {
    Attributes manifest = manifest(jar);
    String artifact = jar.getFileName().toString().replaceFirst("-[0-9].*", "");
    assertThat(manifest.getValue("Bundle-ManifestVersion")).isEqualTo("2");
    assertThat(manifest.getValue("Bundle-SymbolicName").replaceFirst(";.*", ""))
        .isEqualTo("io.github.flumespark." + artifact);
    assertThat(new Version(manifest.getValue("Bundle-Version")).toString())
        .startsWith(System.getProperty("project.version").replace("-SNAPSHOT", ""));
    assertThat(manifest.getValue("Bundle-License")).contains("Apache-2.0");
    assertThat(manifest.getValue("Automatic-Module-Name")).startsWith("io.github.flumespark.");
  }

  @Test
  void apiExportsItsPackages() throws IOException {
    assertThat(header(Jars.api(), "Export-Package").keySet())
        .containsExactlyInAnyOrder(
            SINK + ".spi",
            SINK + ".spi.transform",
            SINK + ".spi.admission",
            SINK + ".spi.sequence",
            SINK + ".spi.deadletter",
            SINK + ".spi.match")
        .allSatisfy(name -> assertThat(exported(Jars.api(), name)).isEqualTo("1.0.0"));
  }

  @Test
  void sinkExportsWhatFlumeAndSparkName() throws IOException {
    assertThat(header(Jars.sink(), "Export-Package").keySet()).containsExactly(SINK);
    assertThat(exported(Jars.sink(), SINK)).isEqualTo("1.0.0");
  }

  @ParameterizedTest
  @MethodSource("extensions")
  void extensionsExportNothing(Path jar) throws IOException {
    assertThat(header(jar, "Export-Package")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.avro, 1.11.0, 1.12.2, 1.13.0",
    "io.netty, 4.1.72, 4.2.19, 5.0.0",
    "org.slf4j, 1.7.36, 2.0.17, 3.0.0",
    "com.fasterxml.jackson, 2.14.3, 2.22.4, 3.0.0",
    "org.apache.flume, 1.11.0, 1.12.0, 2.0.0",
    SINK + ".spi, 1.0.0, 1.0.1, 2.0.0"
  })
  void sinkImportsWhatAgentsAndFrameworksBring(
      String prefix, String oldest, String newest, String tooNew) throws IOException {
    Map<String, Attrs> imports = startingWith(prefix, header(Jars.sink(), "Import-Package"));
    assertThat(imports).as("imports of " + prefix).isNotEmpty();
    imports.forEach(
        (name, attributes) ->
            assertThat(new VersionRange(attributes.getVersion()))
                .as("import of " + name)
                .satisfies(range -> assertThat(range.includes(new Version(oldest))).isTrue())
                .satisfies(range -> assertThat(range.includes(new Version(newest))).isTrue())
                .satisfies(range -> assertThat(range.includes(new Version(tooNew))).isFalse()));
  }

  @Test
  void sinkNeedsNoOsgiAndNoGuava() throws IOException {
    assertThat(header(Jars.sink(), "Import-Package").keySet())
        .noneMatch(name -> name.startsWith("org.osgi") || name.startsWith("com.google"));
  }

  @Test
  void sinkRequiresTheMediatorAndTakesFactoriesAsTheyCome() throws IOException {
    List<Map.Entry<String, Attrs>> requirements = entries(Jars.sink(), "Require-Capability");
    assertThat(requirements)
        .anySatisfy(
            requirement -> {
              assertThat(requirement.getKey()).isEqualTo("osgi.extender");
              assertThat(requirement.getValue().get("filter:"))
                  .contains("osgi.serviceloader.processor");
              assertThat(requirement.getValue()).doesNotContainKeys("resolution:", "effective:");
            });
    assertThat(requirements)
        .filteredOn(requirement -> requirement.getKey().equals(FACTORY))
        .hasSize(4)
        .allSatisfy(
            requirement ->
                assertThat(requirement.getValue())
                    .containsEntry("resolution:", "optional")
                    .containsEntry("cardinality:", "multiple")
                    .containsEntry("effective:", "active"));
  }

  @ParameterizedTest
  @MethodSource("extensions")
  void extensionsOfferWhatTheirProviderFilesName(Path jar) throws IOException {
    List<String> registered =
        entries(jar, "Provide-Capability").stream()
            .filter(capability -> capability.getKey().equals(FACTORY))
            .map(capability -> capability.getValue().get("register:"))
            .toList();
    assertThat(registered).isNotEmpty().containsExactlyInAnyOrderElementsOf(providers(jar));
    assertThat(manifest(jar).getValue("Require-Capability"))
        .contains("osgi.serviceloader.registrar");
  }

  @Test
  void flumeBundleExportsFlumeAndKeepsGuavaToItself() throws IOException {
    Set<String> exports = new TreeSet<>(header(Jars.flume(), "Export-Package").keySet());
    assertThat(exports.removeIf(name -> name.startsWith("io.github.flumespark.osgi")))
        .as("our own packages")
        .isTrue();
    assertThat(exports)
        .contains(
            "org.apache.flume",
            "org.apache.flume.api",
            "org.apache.flume.auth",
            "org.apache.flume.conf",
            "org.apache.flume.configfilter",
            "org.apache.flume.node")
        .allMatch(name -> name.startsWith("org.apache.flume"))
        .allSatisfy(name -> assertThat(exported(Jars.flume(), name)).isEqualTo("1.11.0"));
    assertThat(header(Jars.flume(), "Import-Package").keySet())
        .noneMatch(name -> name.startsWith("com.google.common"))
        .as("imports of what it exports")
        .noneMatch(name -> name.startsWith("org.apache.flume"));
    assertThat(manifest(Jars.flume()).getValue("DynamicImport-Package")).isEqualTo("*");
  }

  @Test
  void apiImportsWhatItExportsFromItsOwnVersionOn() throws IOException {
    Parameters imports = header(Jars.api(), "Import-Package");
    Parameters exports = header(Jars.api(), "Export-Package");
    assertThat(imports.keySet()).isEqualTo(exports.keySet());
    exports.forEach(
        (name, attributes) -> {
          VersionRange range = new VersionRange(imports.get(name).getVersion());
          Version own = new Version(attributes.getVersion());
          assertThat(range.getLeft()).isEqualTo(new Version(own.getMajor(), own.getMinor(), 0));
          assertThat(range.getRight()).isEqualTo(new Version(own.getMajor() + 1, 0, 0));
        });
  }

  /** Two versions of one of them would run two agents, or part the sink from its extensions. */
  @Test
  void bundlesOfWhichThereCanBeOneAreSingletons() throws IOException {
    for (Path jar : List.of(Jars.api(), Jars.sink(), Jars.flume())) {
      assertThat(manifest(jar).getValue("Bundle-SymbolicName")).endsWith(";singleton:=true");
    }
  }

  @Test
  void flumeBundleNeedsLittle() throws IOException {
    List<String> mandatory =
        header(Jars.flume(), "Import-Package").entrySet().stream()
            .filter(entry -> !"optional".equals(entry.getValue().get("resolution:")))
            .map(Map.Entry::getKey)
            .filter(name -> !name.startsWith("javax.") && !name.startsWith("org.osgi."))
            .toList();
    assertThat(mandatory)
        .isNotEmpty()
        .allMatch(name -> name.matches("org\\.(slf4j|apache\\.commons\\.(cli|lang|text)).*"));
  }

  @Test
  void flumeBundleKeepsLicencesAndNotices() throws IOException {
    try (JarFile jar = new JarFile(Jars.flume().toFile())) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
      assertThat(text(jar, "META-INF/NOTICE")).contains("Apache Flume", "Guava 11.0.2");
      for (String part :
          List.of(
              "ng-sdk",
              "ng-configuration",
              "ng-config-filter-api",
              "ng-environment-variable-config-filter",
              "ng-external-process-config-filter",
              "ng-hadoop-credential-store-config-filter",
              "ng-auth",
              "ng-core",
              "ng-node",
              "file-channel",
              "taildir-source")) {
        assertThat(text(jar, "META-INF/flume-" + part + "/META-INF/NOTICE"))
            .contains("The Apache Software Foundation");
      }
    }
  }

  private static Attributes manifest(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes();
    }
  }

  private static Parameters header(Path jar, String name) throws IOException {
    return OSGiHeader.parseHeader(manifest(jar).getValue(name));
  }

  /** All clauses of a header whose keys repeat; bnd tells the repeated ones apart by tildes. */
  private static List<Map.Entry<String, Attrs>> entries(Path jar, String name) throws IOException {
    return header(jar, name).entrySet().stream()
        .map(entry -> Map.entry(entry.getKey().replaceAll("~+$", ""), entry.getValue()))
        .toList();
  }

  private static String exported(Path jar, String name) {
    try {
      return header(jar, "Export-Package").get(name).getVersion();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Attrs> startingWith(String prefix, Parameters clauses) {
    Map<String, Attrs> found = new TreeMap<>();
    clauses.forEach(
        (name, attributes) -> {
          if (name.startsWith(prefix)) {
            found.put(name, attributes);
          }
        });
    return found;
  }

  private static List<String> providers(Path jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        if (entry.getName().startsWith("META-INF/services/") && !entry.isDirectory()) {
          text(file, entry.getName())
              .lines()
              .filter(line -> !line.startsWith("#"))
              .forEach(names::add);
        }
      }
    }
    return names;
  }

  private static String text(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
      return String.join("\n", reader.lines().toList());
    }
  }
}
