package io.github.flumespark.itest.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A project that our archetype generates, under names that are not its defaults. */
public final class ArchetypeProject {

  /** The name by which a configuration selects its transformer. */
  public static final String EXTENSION = "not-too-long";

  /** The class of the transformer. */
  public static final String CLASS = "example.lengths.NotTooLong";

  private static final String ARTIFACT = "short-events";
  private static final long LIMIT_SECONDS = 60;

  private final IsolatedMaven maven;
  private final Path project;

  private ArchetypeProject(IsolatedMaven maven, Path project) {
    this.maven = maven;
    this.project = project;
  }

  /**
   * Generates it.
   *
   * @param root the directory of our parent pom, below which the build's jars are
   * @param directory for the project, and all that is needed for it; it must be empty
   */
  public static ArchetypeProject generate(Path root, Path directory)
      throws IOException, InterruptedException {
    IsolatedMaven maven = new IsolatedMaven(root, directory.resolve("maven"));
    maven.deploy("api", "flume-spark-sink-api");
    maven.deploy("extensions/authors/contract-tests", "flume-spark-contract-tests");
    maven.deploy("extensions/authors/archetype", "flume-spark-extension-archetype");
    maven.run(
        directory,
        // Not by its short name, for which Maven asks a repository.
        "org.apache.maven.plugins:maven-archetype-plugin:%s:generate"
            .formatted(System.getProperty("archetype.version")),
        "-DarchetypeCatalog=local",
        "-DarchetypeGroupId=io.github.flumespark",
        "-DarchetypeArtifactId=flume-spark-extension-archetype",
        "-DarchetypeVersion=" + maven.version(),
        "-DgroupId=example.lengths",
        "-DartifactId=" + ARTIFACT,
        "-DextensionName=" + EXTENSION,
        "-DclassName=NotTooLong",
        "-DinteractiveMode=false");
    return new ArchetypeProject(maven, directory.resolve(ARTIFACT));
  }

  /** Does what a section of its README says: builds it, and copies the jar. */
  public void buildAndCopy(String section, String homeVariable, Path home, String... options)
      throws IOException, InterruptedException {
    for (String line : block(section, "").lines().toList()) {
      if (line.startsWith("mvn ")) {
        String[] arguments = (line.substring(4) + " " + String.join(" ", options)).split(" +");
        maven.run(project, arguments);
      } else {
        shell(line, homeVariable, home);
      }
    }
  }

  private void shell(String line, String homeVariable, Path home)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of("sh", "-ec", line)).directory(project.toFile()).inheritIO();
    builder.environment().put(homeVariable, home.toString());
    Process shell = builder.start();
    try {
      if (!shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || shell.exitValue() != 0) {
        throw new AssertionError("'%s' in %s failed".formatted(line, project));
      }
    } finally {
      shell.destroyForcibly();
    }
  }

  /** The keys that a section of its README has an operator write. */
  public String keys(String section) throws IOException {
    return block(section, "properties");
  }

  private String block(String section, String language) throws IOException {
    String readme = Files.readString(project.resolve("README.md"));
    return Pattern.compile(
            "^%s\n-+\n.*?^```%s\n(.*?)^```$".formatted(Pattern.quote(section), language),
            Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(readme)
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "The README of %s has no block of '%s' in its section '%s'"
                        .formatted(project, language, section)));
  }
}
