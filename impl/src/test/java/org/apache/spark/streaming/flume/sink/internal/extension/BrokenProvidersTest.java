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

/** A zoo of broken jars: each costs a warning, or an error where it was selected. */
class BrokenProvidersTest {

  private static final String CREATE =
      "public EventTransformer create(ExtensionConfig c, ExtensionContext x) ";
  private static final String CREATES = CREATE + "{ return (event, out) -> out.emit(event); }";

  private static final String FACTORIES = "transform.EventTransformerFactory";

  @TempDir private Path directory;
  private ExtensionWorld world;

  @BeforeEach
  void aGoodProviderIsThereToo() {
    world =
        new ExtensionWorld(directory)
            .jar("good.jar", new ProviderJar().transformers("Good", named("good") + CREATES));
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
    world.jar("twin.jar", new ProviderJar().transformers("Twin", named("good") + CREATES));
    world.chain("good");

    assertThat(error())
        .contains("transformers.t1.type has the value 'good'", "2 have this one: ext.Good from")
        .contains("good.jar and ext.Twin from file:", "twin.jar; remove all but one");
  }

  @Test
  void twoFactoriesWithAnotherNameCostAWarning() {
    ProviderJar twins =
        new ProviderJar()
            .transformers("Twin1", named("twin") + CREATES)
            .transformers("Twin2", named("twin") + CREATES);
    world.jar("twins.jar", twins).chain("good");

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("the transformer 'twin' is there more than once", "ext.Twin1", "ext.Twin2");
  }

  @Test
  void aConstructorThatThrows() {
    broken("public Bad() { throw new IllegalStateException(\"no licence\"); }", CREATES);

    costs("bad.jar: its constructor failed: java.lang.IllegalStateException: no licence");
  }

  @Test
  void aStaticInitialiserThatThrows() {
    broken("static final int X = Integer.parseInt(\"x\");", CREATES);

    costs("bad.jar: its constructor failed: java.lang.NumberFormatException: For input string");
  }

  @Test
  void aConstructorThatIsNotPublic() {
    broken("Bad() {}", CREATES);

    costs("it must be a public class with a public constructor without parameters");
  }

  @Test
  void aNameThatThrows() {
    jarOf("public String name() { throw new LinkageError(\"x\"); }" + CREATES);

    costs("bad.jar: its name() failed: java.lang.LinkageError: x");
  }

  @ParameterizedTest
  @CsvSource({
    "null, is null",
    "'\"\"', 'is '''', which does not match [a-z][a-z0-9-]{0,63}'",
    "'\" \"', 'is '' '', which does not match'",
    "'\"Upper\"', 'is ''Upper'', which does not match'",
    "'\"default\"', 'is ''default'', which is reserved'",
    "'\"none\"', 'is ''none'', which is reserved'",
  })
  void aNameThatIsNotAllowed(String expression, String message) {
    jarOf("public String name() { return " + expression + "; }" + CREATES);

    costs("ext.Bad from file:", "bad.jar: its name() " + message);
  }

  @Test
  void aClassThatTheFactoryNeedsToLoadIsMissing() {
    world.jar(
        "bad.jar",
        new ProviderJar()
            .source("Base", "public abstract class Base implements EventTransformerFactory {}")
            .source("Bad", "public class Bad extends Base {" + named("bad") + CREATES + "}")
            .service(FACTORIES, "ext.Bad")
            .without("Base"));

    costs("NoClassDefFoundError: ext/Base", "put the jar that holds it next to the extension's");
  }

  @Test
  void aClassThatTheConstructorNeedsIsMissing() {
    world.jar(
        "bad.jar",
        new ProviderJar()
            .source("Helper", "public class Helper {}")
            .transformers("Bad", "Object o = new Helper();" + named("bad") + CREATES)
            .without("Helper"));

    costs("ext.Bad from file:", "its constructor failed: ", "NoClassDefFoundError: ext/Helper");
  }

  @Test
  void aProviderFileWithATypo() {
    world.jar("bad.jar", new ProviderJar().service(FACTORIES, "ext.Badd"));

    costs("Provider ext.Badd not found", "correct the name, or remove the line");
  }

  @Test
  void aProviderFileThatIsNoProviderFile() {
    world.jar("bad.jar", new ProviderJar().service(FACTORIES, "ext.Bad = bad"));

    costs("Illegal", "a provider file holds one class name per line");
  }

  @Test
  void aProviderOfSomethingElse() {
    world.jar(
        "bad.jar",
        new ProviderJar().service(FACTORIES, "ext.Bad").source("Bad", "public class Bad {}"));

    costs("ext.Bad not a subtype", "leave flume-spark-sink-api out of the extension's");
  }

  @Test
  void severalBrokenProvidersHideNoneOfTheOthers() {
    world.jar(
        "bad.jar",
        new ProviderJar()
            .source("Base", "public abstract class Base implements EventTransformerFactory {}")
            .source("Bad1", "public class Bad1 extends Base {" + named("bad1") + CREATES + "}")
            .source("Bad2", "public class Bad2 extends Base {" + named("bad2") + CREATES + "}")
            .service(FACTORIES, "ext.Bad1\next.Bad2\next.Gone")
            .transformers("Last", named("last") + CREATES)
            .without("Base"));
    world.chain("last");

    assertThat(warnings()).hasSize(2);
  }

  @Test
  void aBrokenProviderOfAKindThatIsNotUsedIsNotLookedAt() {
    world.jar("bad.jar", new ProviderJar().service("sequence.SequenceGeneratorFactory", "ext.X"));
    world.chain("good");

    assertThat(warnings()).isEmpty();
  }

  @Test
  void aCreateThatThrows() {
    jarOf(named("bad") + CREATE + "{ throw new IllegalStateException(\"no database\"); }");
    world.chain("bad");

    assertThat(error())
        .startsWith("Sink 'spark': transformers.t1.type = bad selects ext.Bad from file:")
        .endsWith("bad.jar, but its create() failed: java.lang.IllegalStateException: no database");
  }

  @Test
  void aCreateThatThrowsAnError() {
    jarOf(
        named("bad")
            + CREATE
            + "{ Thread.currentThread().interrupt(); throw new NoSuchMethodError(\"gone()\"); }");
    world.chain("bad");

    assertThat(error())
        .contains("but its create() failed: java.lang.NoSuchMethodError: gone() (it was built")
        .contains("against another version of the API or of a library");
  }

  @Test
  void aCreateThatReturnsNull() {
    jarOf(named("bad") + CREATE + "{ return null; }");
    world.chain("bad");

    assertThat(error()).endsWith("bad.jar, but its create() returned null");
  }

  @Test
  void aCreateThatReturnsAnotherKind() {
    world
        .jar(
            "bad.jar",
            new ProviderJar()
                .service("sequence.SequenceGeneratorFactory", "ext.Bad")
                .source(
                    "Bad",
                    """
                    @SuppressWarnings({"rawtypes", "unchecked"})
                    public class Bad extends Raw implements SequenceGeneratorFactory {
                      public String name() { return "bad"; }
                    }
                    """)
                .source(
                    "Raw",
                    """
                    public abstract class Raw implements ExtensionFactory<SequenceGenerator> {
                      @SuppressWarnings("unchecked")
                      public SequenceGenerator create(ExtensionConfig c, ExtensionContext x) {
                        return (SequenceGenerator) (Object) new Extension() {};
                      }
                    }
                    """))
        .set("sequence.type", "bad");

    assertThat(error()).contains("sequence.type = bad selects ext.Bad", "ClassCastException");
  }

  private void broken(String constructor, String create) {
    jarOf(constructor + named("bad") + create);
  }

  private void jarOf(String members) {
    world.jar("bad.jar", new ProviderJar().transformers("Bad", members));
  }

  /** One warning while another is selected, and part of the error when it is selected itself. */
  private void costs(String... words) {
    world.chain("good");
    List<String> warnings = warnings();
    assertThat(warnings).singleElement().asString().contains("and is not selected:");
    assertThat(warnings.get(0)).contains(words);

    world.chain("bad");
    assertThat(error())
        .contains("transformers.t1.type has the value 'bad'", "available: good (ext.Good")
        .contains("; found, but not usable: ")
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

  private static String named(String name) {
    return "public String name() { return \"" + name + "\"; }";
  }
}
