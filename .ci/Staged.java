import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Checks what was staged: {@code java Staged.java REPOSITORY VERSION}. Tells all that is wrong. */
final class Staged {

  private static final String PREFIX = "flume-spark-";

  /** What Maven Central asks of a pom, or of its parent. */
  private static final List<String> METADATA =
      List.of("name", "description", "url", "licenses", "developers", "scm");

  private final Path group;
  private final String version;
  private final List<String> wrong = new ArrayList<>();

  private Staged(Path repository, String version) {
    this.group = repository.resolve("io/github/flumespark");
    this.version = version;
  }

  public static void main(String[] arguments) throws IOException {
    Staged staged = new Staged(Path.of(arguments[0]), arguments[1]);
    staged.check();
    staged.wrong.forEach(System.out::println);
    if (!staged.wrong.isEmpty()) {
      System.exit(1);
    }
  }

  private void check() throws IOException {
    Set<String> jars = managed();
    expect(jars.size() > 10, "the BOM has only " + jars);
    Set<String> all = new TreeSet<>(jars);
    all.addAll(
        List.of(
            PREFIX + "parent",
            PREFIX + "bom",
            PREFIX + "extension-archetype",
            PREFIX + "sink-standalone"));
    expect(all.equals(names(group)), "staged are " + names(group) + ", expected were " + all);
    for (String artifact : all) {
      pom(artifact);
    }
    for (String artifact : jars) {
      bundle(artifact);
    }
    for (String artifact : all) {
      if (!Files.exists(file(artifact, ".jar"))) {
        continue;
      }
      for (String classifier : List.of("sources", "javadoc")) {
        zip(artifact, "-" + classifier + ".jar", List.of("META-INF/LICENSE", "META-INF/NOTICE"));
      }
      expect(
          Files.exists(file(artifact, "-cyclonedx.json")), artifact + " has no SBOM beside its jar");
    }
    expect(Files.exists(file(PREFIX + "parent", "-cyclonedx.json")), "there is no aggregate SBOM");
    Path repository = file(PREFIX + "karaf", "-repository-cyclonedx.json");
    expect(Files.exists(repository), "Karaf's repository has no SBOM");
    pluginsDirectories();
  }

  private Set<String> managed() throws IOException {
    String bom = Files.readString(file(PREFIX + "bom", ".pom"));
    expect(!bom.contains("<parent>"), "the BOM brings the parent's versions of other libraries");
    Matcher managed = Pattern.compile("<artifactId>(" + PREFIX + ".*?)</artifactId>").matcher(bom);
    return managed
        .results()
        .map(match -> match.group(1))
        .filter(name -> !name.equals(PREFIX + "bom"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void pom(String artifact) throws IOException {
    String pom = Files.readString(file(artifact, ".pom"));
    expect(!pom.contains("SNAPSHOT</version>"), "the pom of " + artifact + " has a SNAPSHOT");
    boolean inherits = pom.contains("<parent>");
    expect(
        !inherits || !pom.contains("<packaging>pom</packaging>"),
        "the pom of %s has a parent, and no jar".formatted(artifact));
    for (String element : METADATA) {
      boolean own = List.of("name", "description").contains(element) || !inherits;
      expect(
          !own || Pattern.compile("^  <" + element + "[ >]", Pattern.MULTILINE).matcher(pom).find(),
          "the pom of %s has no %s".formatted(artifact, element));
    }
  }

  private void bundle(String artifact) throws IOException {
    zip(
        artifact,
        ".jar",
        List.of(
            "META-INF/LICENSE", "META-INF/NOTICE", "META-INF/sbom/%s.cdx.json".formatted(artifact)));
    try (JarFile jar = new JarFile(file(artifact, ".jar").toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      String bundle = manifest.getValue("Bundle-Version");
      expect(version.equals(bundle), "%s is a bundle of version %s".formatted(artifact, bundle));
    }
  }

  /** Every zip for Flume's plugins.d has the plugin, its licence and what it consists of. */
  private void pluginsDirectories() throws IOException {
    List<Path> zips;
    try (Stream<Path> files = Files.walk(group)) {
      zips = files.filter(file -> file.toString().endsWith("-plugins.d.zip")).toList();
    }
    expect(!zips.isEmpty(), "there is no zip for plugins.d");
    for (Path zip : zips) {
      Set<String> entries = new TreeMap<>(entries(zip)).navigableKeySet();
      for (String wanted : List.of("[^/]+/lib/[^/]+\\.jar", "[^/]+/LICENSE", "[^/]+/NOTICE", "[^/]+/sbom/.+json")) {
        expect(
            entries.stream().anyMatch(entry -> entry.matches(wanted)),
            "%s has no %s, but %s".formatted(zip.getFileName(), wanted, entries));
      }
    }
  }

  private void zip(String artifact, String end, List<String> wanted) throws IOException {
    Path file = file(artifact, end);
    if (!Files.exists(file)) {
      wrong.add("there is no " + file.getFileName());
      return;
    }
    TreeMap<String, String> entries = entries(file);
    wanted.forEach(
        entry ->
            expect(entries.containsKey(entry), "%s has no %s".formatted(file.getFileName(), entry)));
    entries.forEach(
        (entry, text) ->
            expect(
                !entry.contains("SNAPSHOT") && !text.contains("SNAPSHOT"),
                "%s has a SNAPSHOT in %s".formatted(file.getFileName(), entry)));
  }

  /** The names of a zip's files, with the text of those that a version may be in. */
  private static TreeMap<String, String> entries(Path zip) throws IOException {
    TreeMap<String, String> entries = new TreeMap<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.isDirectory()) {
          continue;
        }
        boolean text =
            entry.getName().startsWith("META-INF/") && !entry.getName().endsWith(".class");
        try (InputStream in = file.getInputStream(entry)) {
          entries.put(entry.getName(), text ? new String(in.readAllBytes(), UTF_8) : "");
        }
      }
    }
    return entries;
  }

  private Path file(String artifact, String end) {
    return group.resolve(artifact).resolve(version).resolve(artifact + "-" + version + end);
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private void expect(boolean right, String otherwise) {
    if (!right) {
      wrong.add(otherwise);
    }
  }
}
