package io.github.flumespark.extension.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.contract.FakeExtensionContext;
import io.github.flumespark.contract.FakeLetter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flume.Event;
import org.apache.flume.client.avro.ReliableSpoolingFileEventReader;
import org.apache.flume.instrumentation.SourceCounter;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data directories that earlier versions left behind when they were killed: with a file that was
 * complete, and one that was open. One of each version is kept as it was written, in {@code
 * src/test/resources/dead-letters}; never write one again.
 */
class EarlierVersionsTest {

  /** Says below which directory that of this version is to be written, for a release. */
  private static final String WRITE = "write.fixture";

  private static final String KEPT = "dead-letters";

  private static final List<SinkEvent> COMPLETE =
      List.of(
          SinkEvent.of(Map.of("host", "web-1", "grüße", "ä\n"), "a line of text".getBytes(UTF_8)),
          SinkEvent.of(Map.of(), new byte[] {0, -1, 7}));
  private static final List<SinkEvent> OPEN = List.of(SinkEvent.of(Map.of("k", ""), new byte[0]));

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = "1.0")
  void theLettersOfAnEarlierVersionAreReplayed(String version) throws Exception {
    Path kept = Path.of(EarlierVersionsTest.class.getResource("/" + KEPT + "/" + version).toURI());
    copy(kept, directory);
    // The next start completes what was open.
    open(directory).close();

    List<SinkEvent> replayed = new ArrayList<>();
    try (EventTransformer replay =
        new ReplayTransformerFactory()
            .create(new MapExtensionConfig(Map.of()), new FakeExtensionContext(directory))) {
      for (Event event : spooled()) {
        replay.transform(SinkEvent.of(event.getHeaders(), event.getBody()), replayed::add);
      }
    }

    List<SinkEvent> stored = Stream.of(COMPLETE, OPEN).flatMap(List::stream).toList();
    assertThat(replayed).containsExactlyInAnyOrderElementsOf(stored);
  }

  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = ".+")
  void theLettersOfThisVersionAreWritten() throws Exception {
    Path written = Path.of(System.getProperty(WRITE), KEPT);
    Files.createDirectories(written.getParent());
    try (DeadLetterStore store = open(directory)) {
      store.store(letters(COMPLETE));
    }
    try (DeadLetterStore killed = open(directory)) {
      killed.store(letters(OPEN));
      copy(directory, Files.createDirectory(written));
    }
  }

  private static DeadLetterStore open(Path directory) {
    return new AvroFileStoreFactory()
        .create(new MapExtensionConfig(Map.of()), new FakeExtensionContext(directory));
  }

  private static List<DeadLetter> letters(List<SinkEvent> events) {
    return events.stream().<DeadLetter>map(FakeLetter::new).toList();
  }

  /** As Flume's spooling directory source reads them, by the lines in the README. */
  private List<Event> spooled() throws IOException {
    List<Event> events = new ArrayList<>();
    try (ReliableSpoolingFileEventReader reader =
        new ReliableSpoolingFileEventReader.Builder()
            .spoolDirectory(directory.toFile())
            .includePattern(".*[.]avro")
            .deserializerType("AVRO")
            .sourceCounter(new SourceCounter("letters"))
            .build()) {
      List<Event> some = reader.readEvents(100);
      while (!some.isEmpty()) {
        events.addAll(some);
        reader.commit();
        some = reader.readEvents(100);
      }
    }
    return events;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
