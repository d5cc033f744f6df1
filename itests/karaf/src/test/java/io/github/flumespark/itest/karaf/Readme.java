package io.github.flumespark.itest.karaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a section of a README tells an operator to type. */
final class Readme {

  private static final String FEATURES = "extensions/osgi/karaf-feature/README.md";
  private static final Pattern PROPERTIES =
      Pattern.compile("^```properties\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern PROMPT =
      Pattern.compile("^karaf@root\\(\\)> (.+)$", Pattern.MULTILINE);

  /** A row of the table about values, if each of its cells is one value. */
  private static final Pattern VALUE =
      Pattern.compile("^\\| `([^`]+)`[^`|]*\\| `([^`]+)` \\| `([^`]+)` \\|$", Pattern.MULTILINE);

  private static final Pattern COPY = Pattern.compile("^cp .+$", Pattern.MULTILINE);

  private final String section;

  private Readme(String section) {
    this.section = section;
  }

  static Readme read() {
    return new Readme(section("README.md", "In Karaf"));
  }

  /** What the README of the features tells about an upgrade, from the version of the build on. */
  static Readme upgrade() {
    return new Readme(section(FEATURES, "Upgrade"));
  }

  private static String section(String file, String title) {
    try {
      String text = Files.readString(Project.ROOT.resolve(file));
      Pattern section =
          Pattern.compile("^## %s$(.*?)^## ".formatted(title), Pattern.DOTALL | Pattern.MULTILINE);
      return first(section, text).group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A value, and how to write it.
   *
   * @param wanted what Flume shall have
   * @param cfg how that is written in a .cfg
   * @param properties how in a properties file
   */
  record Value(String wanted, String cfg, String properties) {}

  /** From the README of the features, those that any console can print. */
  static List<Value> values() throws IOException {
    String text = Files.readString(Project.ROOT.resolve(FEATURES));
    return VALUE
        .matcher(text.substring(text.indexOf("### What becomes of a value")))
        .results()
        .map(row -> new Value(row.group(1), row.group(2), row.group(3)))
        .filter(value -> value.wanted().chars().allMatch(c -> c < 128))
        .toList();
  }

  /** The line for a shell that fills Karaf's system directory. */
  String copyLine() {
    return first(COPY, section).group();
  }

  /** The lines for Karaf's console that begin so. */
  List<String> consoleLines(String beginning) {
    List<String> lines =
        PROMPT
            .matcher(section)
            .results()
            .map(match -> match.group(1))
            .filter(line -> line.startsWith(beginning))
            .toList();
    if (lines.isEmpty()) {
      throw new IllegalStateException("The README has no console line with " + beginning);
    }
    return lines;
  }

  /** The name of the agent's configuration file. */
  String fileName() {
    return first(Pattern.compile("`etc/(io\\.github\\.flumespark\\.agent-\\w+\\.cfg)`"), section)
        .group(1);
  }

  /** The text of the agent's configuration file. */
  String configuration() {
    return first(PROPERTIES, section).group(1);
  }

  private static Matcher first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("A README has no " + pattern);
    }
    return matcher;
  }
}
