package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The zoo of broken jars, one folder of the test resources for each way to fail: each costs a
 * warning, or an error where it was selected. {@link BrokenAtRunTimeTest} has those that start.
 */
class BrokenProvidersTest {

  @TempDir private Path directory;
  private ExtensionWorld world;

  @BeforeEach
  void aGoodProviderIsThereToo() {
    world = new ExtensionWorld(directory).jar("good.jar", "good");
  }

  @AfterEach
  void tidyUp() throws Exception {
    world.close();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anUnknownNameListsWhatIsThere() {
    world.chain("godo");

    assertThat(error())
        .startsWith(
            "Sink 'spark': transformers.t1.type has the value 'godo'; allowed: the name of a"
                + " transformer; available: good (ext.Good from file:")
        .contains("good.jar), spare (ext.Spare from file:")
        .endsWith("good.jar); did you mean 'good'?");
  }

  @Test
  void anUnknownPolicyListsTheBuiltIn() {
    world.set("admission.type", "none");

    assertThat(error())
        .contains("admission.type has the value 'none'", "available: default (built in);");
  }

  @Test
  void twoFactoriesWithTheSelectedNameAreNamedWithTheirJars() {
    world.jar("twin.jar", "zoo/duplicate-name").chain("good");

    assertThat(error())
        .startsWith(
            "Sink 'spark': transformers.t1.type has the value 'good'; allowed: a name that one"
                + " factory has, but 2 have this one: ext.Good from file:")
        .contains("good.jar and ext.Twin from file:")
        .endsWith("twin.jar; remove all but one");
  }

  /** The first on the class path is used, whichever version it is. */
  @Test
  void twoVersionsOfOneJarCostAWarningWithBothPlaces() {
    world.jar("good-2.jar", "good").chain("good");

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("Sink 'spark': transformers.t1.type = good: ext.Good from file:")
        .contains("/good.jar is in use, and not file:", "/good-2.jar: remove all but one of them");
  }

  @Test
  void aNameThatResemblesNoneIsAnsweredWithHowExtensionsAreFound() {
    world.chain("geo-lookup");

    assertThat(error())
        .contains("available: good (ext.Good from file:")
        .contains("; or one more extension: put its jar on the agent's class path")
        .contains("META-INF/services/org.apache.spark.streaming.flume.sink.spi.transform.");
  }

  @Test
  void twoFactoriesWithAnotherNameCostAWarning() {
    world.jar("twin.jar", "zoo/duplicate-name").chain("spare");

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("Sink 'spark': the transformer 'good' is there more than once and can't be")
        .contains("selected: ext.Good from file:", "good.jar and ext.Twin from file:", "twin.jar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          throwing-constructor | its constructor failed: java.lang.IllegalStateException: no licence
          throwing-initialiser | its constructor failed: java.lang.NumberFormatException: For input
          throwing-name        | its name() failed: java.lang.LinkageError: x
          null-name            | its name() is null
          blank-name           | "its name() is ' ', which does not match [a-z][a-z0-9-]{0,63}"
          empty-name           | "its name() is '', which does not match [a-z][a-z0-9-]{0,63}"
          upper-case-name      | "its name() is 'Bad', which does not match [a-z][a-z0-9-]{0,63}"
          reserved-name        | "its name() is 'default', which is reserved"
          reserved-name-none   | "its name() is 'none', which is reserved"
          """,
      quoteCharacter = '"')
  void aProviderThatIsKnownByItsClass(String folder, String words) {
    world.jar("bad.jar", "zoo/" + folder);

    costs("ext.Bad from file:", "bad.jar: " + words);
  }

  @Test
  void aConstructorThatIsNotPublic() {
    world.jar("bad.jar", "zoo/hidden-constructor");

    costs(
        "a provider of org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory"
            + " can't be loaded:",
        "(it must be a public class with a public constructor without parameters); not loaded:"
            + " ext.Bad from file:",
        "/bad.jar");
  }

  @Test
  void aClassThatTheFactoryNeedsToLoadIsMissing() {
    world.jar("bad.jar", "zoo/missing-superclass");

    costs(
        "NoClassDefFoundError: ext/Base (a class that it needs is missing: put the jar that holds"
            + " it next to the extension's own; in OSGi, let the bundle import its package); not loaded:"
            + " ext.Bad from file:",
        "/bad.jar");
  }

  @Test
  void aClassThatTheConstructorNeedsIsMissing() {
    world.jar("bad.jar", "zoo/missing-class");

    costs(
        "ext.Bad from file:",
        "bad.jar: its constructor failed: java.lang.NoClassDefFoundError: ext/Helper (a class that"
            + " it needs is missing");
  }

  @Test
  void aProviderFileWithATypo() {
    world.jar("bad.jar", "zoo/misspelt-provider");

    costs(
        "Provider ext.Badd not found (its provider file in META-INF/services names a class that is"
            + " not there: correct the name, or remove the line); not loaded: ext.Badd from file:",
        "/bad.jar");
  }

  @Test
  void aProviderFileThatIsNoProviderFile() {
    world.jar("bad.jar", "zoo/malformed-provider-file");

    costs(
        "Illegal",
        "(a provider file holds one class name per line, and comments after '#'); not loaded:"
            + " ext.Bad = bad from file:",
        "/bad.jar");
  }

  @Test
  void aProviderOfSomethingElse() {
    world.jar("bad.jar", "zoo/wrong-interface");

    costs(
        "ext.Bad not a subtype (it does not implement this interface, or brings a copy of"
            + " the API of its own: leave flume-spark-sink-api out of the extension's jar; in OSGi"
            + " it can be wired to another version of the API than the sink: uninstall the one that"
            + " nobody needs, and refresh); not loaded:"
            + " ext.Bad from file:",
        "/bad.jar");
  }

  @Test
  void severalBrokenProvidersHideNoneOfTheOthers() {
    world.jar("bad.jar", "zoo/several-at-once").chain("last");

    // Two lack the same class and say the same; the third is not there.
    assertThat(warnings())
        .hasSize(2)
        .allSatisfy(
            warning ->
                assertThat(warning)
                    .contains("; not loaded: ext.Bad1 from file:", ", ext.Bad2 from ")
                    .contains(", ext.Gone from "));
  }

  @Test
  void aBrokenProviderOfAKindThatIsNotUsedIsNotLookedAt() {
    world.jar("bad.jar", "zoo/unused-kind").chain("good");

    assertThat(warnings()).isEmpty();
  }

  @Test
  void aCreateThatThrows() {
    world.jar("bad.jar", "zoo/throwing-create").chain("bad");

    assertThat(error())
        .startsWith("Sink 'spark': transformers.t1.type = bad selects ext.Bad from file:")
        .endsWith("bad.jar, but its create() failed: java.lang.IllegalStateException: no database");
  }

  @Test
  void aCreateThatThrowsAnError() {
    world.jar("bad.jar", "zoo/error-from-create").chain("bad");

    assertThat(error())
        .endsWith(
            "bad.jar, but its create() failed: java.lang.NoSuchMethodError: gone() (it was built"
                + " against another version of the API or of a library: use versions that fit"
                + " together)");
  }

  @Test
  void aLibraryThatIsTooOldIsNamedWithItsJar() {
    world.jar("library-1.jar", "library").jar("bad.jar", "zoo/newer-library").chain("bad");

    assertThat(error())
        .contains("create() failed: java.lang.NoSuchMethodError: 'void lib.Helper.sinceTwo()'")
        .contains("use versions that fit together; found: lib.Helper from file:")
        .endsWith("/library-1.jar)");
  }

  @Test
  void aCreateThatReturnsNull() {
    world.jar("bad.jar", "zoo/null-from-create").chain("bad");

    assertThat(error()).endsWith("bad.jar, but its create() returned null");
  }

  @Test
  void aCreateThatReturnsAnotherKind() {
    world.jar("bad.jar", "zoo/wrong-kind-from-create").set("sequence.type", "bad");

    assertThat(error()).contains("sequence.type = bad selects ext.Bad", "ClassCastException");
  }

  /** One warning while another is selected, and part of the error when it is selected itself. */
  private void costs(String... words) {
    world.chain("good");
    List<String> warnings = warnings();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("Sink 'spark': left out a transformer that can't be used and is not selected: ");
    assertThat(warnings.get(0)).contains(words);

    world.chain("bad");
    assertThat(error())
        .contains("transformers.t1.type has the value 'bad'", "available: good (ext.Good")
        .contains("; found, but not usable: ")
        .contains("; or one more extension: put its jar", "META-INF/services/")
        .contains(words);
  }

  private List<String> warnings() {
    try (LogCapture log = new LogCapture();
        LoadedExtensions loaded = world.load()) {
      assertThat(loaded.chain().stages()).hasSize(1);
      return log.warnings();
    }
  }

  private String error() {
    try (LogCapture log = new LogCapture()) {
      StringBuilder message = new StringBuilder();
      assertThatThrownBy(world::load)
          .isInstanceOf(ConfigurationException.class)
          .satisfies(thrown -> message.append(thrown.getMessage()));
      assertThat(log.warnings()).as("what the error says is not said twice").isEmpty();
      return message.toString();
    }
  }
}
