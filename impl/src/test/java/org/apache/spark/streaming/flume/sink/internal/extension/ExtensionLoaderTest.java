package org.apache.spark.streaming.flume.sink.internal.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sink makes of extensions that work. */
class ExtensionLoaderTest {

  @TempDir private Path directory;
  private ExtensionWorld world;

  @BeforeEach
  void aJarOnTheClassPath() {
    world = new ExtensionWorld(directory).jar("suffix.jar", "suffix");
  }

  @AfterEach
  void tidyUp() throws Exception {
    world.close();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void withoutExtensionsTheBuiltInsServeAndNothingIsLookedFor() {
    try (LoadedExtensions loaded = world.load()) {
      assertThat(loaded.chain().isEmpty()).isTrue();
      assertThat(loaded.admission()).isInstanceOf(DefaultAdmissionPolicy.class);
      assertThat(loaded.sequence()).isInstanceOf(RandomEpochSequence.class);
      assertThat(loaded.describe())
          .containsExactly(
              "transformers: none",
              "admission: default (built in)",
              "sequence: default (built in)");
    }
    assertThat(ExtensionWorld.journal()).isEmpty();
  }

  @Test
  void aProviderInAnExtraJarIsFoundCreatedUsedAndClosed() {
    world
        .set("transformers", "one two")
        .set("transformers.one.type", "suffix")
        .set("transformers.one.suffix", "a")
        .set("transformers.two.type", "suffix")
        .set("transformers.two.suffix", "b")
        .set("transformers.two.times", "2");

    LoadedExtensions loaded = world.load();
    try {
      List<SinkEvent> out = new ArrayList<>();
      loaded.chain().onThisThread().transform(SinkEvent.of(Map.of(), "x".getBytes(UTF_8)), out);

      assertThat(out).extracting(event -> event.bodyAsString(UTF_8)).containsExactly("xabb");
      assertThat(loaded.describe().get(0))
          .startsWith("transformer one: suffix, onError=fail, ext.SuffixFactory$1 1.2.3 from file:")
          .endsWith("suffix.jar");
    } finally {
      loaded.close();
      loaded.close();
    }

    assertThat(ExtensionWorld.journal()).isEqualTo("found named +one +two -two -one");
  }

  @Test
  void admissionAndSequenceComeFromExtensionsToo() throws Exception {
    world
        .jar("more.jar", "closed-and-file")
        .set("admission.type", "closed")
        .set("admission.reason", "lunch")
        .set("sequence.type", "file");

    try (LoadedExtensions loaded = world.load()) {
      Path data = directory.resolve("data/spark/sequence");
      assertThat(loaded.admission().admit(null).toString()).contains("lunch");
      assertThat(loaded.sequence().next()).isEqualTo("spark-sequence-" + data);
      assertThat(Files.isDirectory(data)).isTrue();
      assertThat(loaded.describe().get(1))
          .startsWith("admission: closed, ext.ClosedFactory from file:");
      assertThat(loaded.describe().get(2)).startsWith("sequence: file, ext.FileFactory from file:");
    }
  }

  @Test
  void aContextLoaderThatDoesNotKnowTheApiIsPassedBy() {
    world.chain("suffix");

    assertThatThrownBy(() -> world.load(new URLClassLoader(world.jars(), null)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no extension of this kind was found: put its jar on the agent's")
        .hasMessageContaining(
            "META-INF/services/org.apache.spark.streaming.flume.sink.spi.transform"
                + ".EventTransformerFactory in it that names the factory");
  }

  @Test
  void aKeyThatTheExtensionNeverAskedForIsWarnedOf() {
    world.chain("suffix").set("transformers.t1.suffix", "a").set("transformers.t1.tims", "2");

    try (LogCapture log = new LogCapture();
        LoadedExtensions loaded = world.load()) {
      assertThat(loaded.chain().stages()).hasSize(1);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .endsWith(
              "Sink 'spark': nobody reads the key transformers.t1.tims; did you mean 'times'?");
    }
  }

  @Test
  void aBadValueIsReportedWithTheWholeKey() {
    world.chain("suffix").set("transformers.t1.suffix", "a").set("transformers.t1.times", "0");

    assertThatThrownBy(world::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Sink 'spark': transformers.t1.times has the value '0'; allowed: a number above 0");
  }

  @Test
  void aMissingValueIsReportedWithTheWholeKey() {
    world.chain("suffix");

    assertThatThrownBy(world::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("Sink 'spark': transformers.t1.suffix is not set; allowed: a text");
  }

  @Test
  void whatWasCreatedIsClosedInReverseWhenALaterOneFails() {
    world
        .set("transformers", "one two three")
        .set("transformers.one.type", "suffix")
        .set("transformers.one.suffix", "a")
        .set("transformers.two.type", "suffix")
        .set("transformers.two.suffix", "!")
        .set("transformers.three.type", "suffix");

    try (LogCapture log = new LogCapture()) {
      assertThatThrownBy(world::load).hasMessageContaining("transformers.three.suffix is not set");

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("Sink 'spark': closing the transformers.two (ext.SuffixFactory$1) failed");
    }
    assertThat(ExtensionWorld.journal()).isEqualTo("found named +one +two -two -one");
  }

  @Test
  void allThatCanNotBeFoundIsToldAtOnce() {
    world.chain("suffix", "shout").set("admission.type", "closed").set("sequence.type", "missing");

    assertThatThrownBy(world::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("Sink 'spark': transformers.t2.type has the value 'shout'; ")
        .hasMessageContaining("; and admission.type has the value 'closed'; ")
        .hasMessageContaining("; and sequence.type has the value 'missing'; ");
  }

  @Test
  void allThatCanNotBeCreatedIsToldAtOnceAndTheRestIsClosed() {
    world
        .jar("more.jar", "closed-and-file")
        .chain("suffix", "suffix", "suffix")
        .set("transformers.t1.suffix", "a")
        .set("transformers.t1.times", "0")
        .set("transformers.t2.suffix", "b")
        .set("admission.type", "closed");

    assertThatThrownBy(world::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Sink 'spark': transformers.t1.times has the value '0'; allowed: a number above 0; and"
                + " transformers.t3.suffix is not set; allowed: a text; and admission.reason is not"
                + " set; allowed: a text");
    assertThat(ExtensionWorld.journal()).isEqualTo("found named +t2 -t2");
  }

  @Test
  void nothingIsCreatedBeforeEverythingIsFound() {
    world.chain("suffix").set("transformers.t1.suffix", "a").set("sequence.type", "missing");

    assertThatThrownBy(world::load).isInstanceOf(ConfigurationException.class);

    assertThat(ExtensionWorld.journal()).isEqualTo("found named");
  }
}
