import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes the CycloneDX SBOM of a repository in Maven's layout from the files that are in it, or of what
 * was made of some of them. What the features of Karaf name are no dependencies of any pom, and a
 * bundle takes in a few jars of many, so Maven's plugin can't tell either.
 */
final class RepositorySbom {

  private static final String DOCUMENT =
      """
      {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
          "lifecycles": [{"phase": "build"}],
          "component": {
            "type": "application",
            "bom-ref": "described",
            "group": "io.github.flumespark",
            "name": "%s",
            "version": "%s"
          }
        },
        "components": [
      %s
        ]
      }
      """;

  private static final String COMPONENT =
      """
          {
            "type": "library",
            "bom-ref": "%4$s",
            "group": "%1$s",
            "name": "%2$s",
            "version": "%3$s",
            "hashes": [{"alg": "SHA-256", "content": "%5$s"}],
            "purl": "%4$s"
          }\
      """;

  /**
   * Arguments: the repository, the name and the version of what is described, the file to write; and
   * a directory of classes, if only those jars count of which a class is there.
   */
  public static void main(String[] arguments) throws IOException {
    Path repository = Path.of(arguments[0]);
    Path classes = arguments.length > 4 ? Path.of(arguments[4]) : null;
    List<String> components = new ArrayList<>();
    try (Stream<Path> files = Files.walk(repository)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        if (classes == null || isPartlyIn(classes, jar)) {
          components.add(component(repository.relativize(jar), Files.readAllBytes(jar)));
        }
      }
    }
    if (components.isEmpty()) {
      throw new IllegalStateException("there is no jar to tell of in " + repository);
    }
    Path sbom = Path.of(arguments[3]);
    Files.createDirectories(sbom.getParent());
    Files.writeString(
        sbom,
        DOCUMENT.formatted(arguments[1], arguments[2], String.join(",\n", components)),
        UTF_8);
  }

  private static boolean isPartlyIn(Path classes, Path jar) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .anyMatch(name -> !name.equals("module-info.class") && Files.exists(classes.resolve(name)));
    }
  }

  /** The path is GROUP/WITH/SLASHES/ARTIFACT/VERSION/ARTIFACT-VERSION.jar. */
  private static String component(Path path, byte[] content) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    int last = names.size() - 1;
    String group = names.subList(0, last - 2).stream().collect(Collectors.joining("."));
    String artifact = names.get(last - 2);
    String version = names.get(last - 1);
    String purl = "pkg:maven/%s/%s@%s?type=jar".formatted(group, artifact, version);
    return COMPONENT.formatted(group, artifact, version, purl, sha256(content));
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
