package io.github.flumespark.extension.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AvroFileStoreTest {

  private static final FileLimits WIDE = new FileLimits(1 << 20, Duration.ofDays(1), 1 << 30);

  @TempDir Path directory;
  private final AtomicLong clock = new AtomicLong();

  private record Letter(SinkEvent event) implements DeadLetter {
    @Override
    public String sinkName() {
      return "spark";
    }

    @Override
    public String transformer() {
      return "parts";
    }

    @Override
    public String errorClass() {
      return "java.io.IOException";
    }

    @Override
    public String errorPlace() {
      return "a.B.c(B.java:7)";
    }

    @Override
    public Instant time() {
      return Instant.EPOCH;
    }

    @Override
    public int attempt() {
      return 2;
    }
  }

  private AvroFileStore open(FileLimits limits) {
    return new AvroFileStore(directory, limits, clock::get);
  }

  private static List<DeadLetter> letters(String... bodies) {
    return Stream.of(bodies)
        .<DeadLetter>map(body -> new Letter(SinkEvent.of(Map.of("k", "v"), body.getBytes(UTF_8))))
        .toList();
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static List<GenericRecord> read(Path file) throws IOException {
    List<GenericRecord> letters = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      reader.forEach(letters::add);
    }
    return letters;
  }

  private List<String> complete() throws IOException {
    List<String> bodies = new ArrayList<>();
    for (Path file : files(".avro")) {
      read(file).forEach(letter -> bodies.add(LetterSchema.toEvent(letter).bodyAsString(UTF_8)));
    }
    return bodies;
  }

  @Test
  void aLetterIsOnDiskWhenStoreReturnsAndCompleteWhenTheStoreIsClosed() throws Exception {
    try (AvroFileStore store = open(WIDE)) {
      store.store(letters("a", "b"));

      assertThat(read(files(".avro.open").get(0))).as("while the store is open").hasSize(2);
      assertThat(files(".avro")).as("for a replay").isEmpty();
      store.store(letters("c"));
    }

    assertThat(complete()).containsExactly("a", "b", "c");
    assertThat(files(".open")).isEmpty();
    GenericRecord letter = read(files(".avro").get(0)).get(0);
    assertThat(letter.get("sink")).hasToString("spark");
    assertThat(letter.get("transformer")).hasToString("parts");
    assertThat(letter.get("errorClass")).hasToString("java.io.IOException");
    assertThat(letter.get("errorPlace")).hasToString("a.B.c(B.java:7)");
    assertThat(letter.get("time")).hasToString("1970-01-01T00:00:00Z");
    assertThat(letter.get("attempt")).isEqualTo(2);
    assertThat(letter.get("headers")).hasToString("{k=v}");
  }

  @Test
  void aStoreThatWasNotUsedLeavesNoFile() throws Exception {
    open(WIDE).close();

    assertThat(files("")).isEmpty();
  }

  @Test
  void aFileIsCompletedBySize() throws Exception {
    try (AvroFileStore store = open(new FileLimits(2000, Duration.ofDays(1), 1 << 30))) {
      for (int i = 0; i < 3; i++) {
        store.store(letters("x".repeat(2000)));
      }

      assertThat(files(".avro")).hasSize(3);
      assertThat(files(".open")).isEmpty();
    }
  }

  @Test
  void aFileIsCompletedByAgeThoughNoMoreLettersCome() throws Exception {
    try (AvroFileStore store = open(new FileLimits(1 << 20, Duration.ofMillis(100), 1 << 30))) {
      store.store(letters("a"));

      await("the file's age").untilAsserted(() -> assertThat(complete()).containsExactly("a"));
      store.store(letters("b"));
    }
    assertThat(complete()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aFullDirectoryRefusesUntilAReplayHasMadeRoom() throws Exception {
    try (AvroFileStore store = open(new FileLimits(2000, Duration.ofDays(1), 3000))) {
      store.store(letters("x".repeat(3000)));

      assertThat(store.hasRoom()).isFalse();
      assertThatThrownBy(() -> store.store(letters("y")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("maxBytes is 3000");
      Path file = files(".avro").get(0);
      Files.move(file, file.resolveSibling(file.getFileName() + ".COMPLETED"));
      assertThat(store.hasRoom()).as("before it looks again").isFalse();

      clock.addAndGet(Duration.ofSeconds(1).toNanos());

      assertThat(store.hasRoom()).isTrue();
      store.store(letters("y"));
    }
    assertThat(complete()).containsExactly("y");
  }

  @Test
  void whatIsThereAlreadyCountsAfterARestart() throws Exception {
    FileLimits limits = new FileLimits(2000, Duration.ofDays(1), 3000);
    try (AvroFileStore store = open(limits)) {
      store.store(letters("x".repeat(3000)));
    }
    try (AvroFileStore store = open(limits)) {
      assertThat(store.hasRoom()).isFalse();
    }
  }

  /** Whatever a crash leaves of a file's last block, the letters before it are kept. */
  @Test
  void aTornEndOfACrashIsCutOffAndTheRestCanBeReplayed() throws Exception {
    byte[] whole;
    int one;
    try (AvroFileStore store = open(WIDE)) {
      store.store(letters("a"));
      one = Math.toIntExact(Files.size(files(".open").get(0)));
      store.store(letters("b"));
      whole = Files.readAllBytes(files(".open").get(0));
    }
    Files.delete(files(".avro").get(0));

    for (int length = 0; length <= whole.length; length++) {
      Path left = directory.resolve("dead-letters-crash.avro.open");
      Files.write(left, Arrays.copyOf(whole, length));
      open(WIDE).close();

      if (length < one) {
        assertThat(complete()).as("of %d bytes", length).isEmpty();
      } else if (length < whole.length) {
        assertThat(complete()).as("of %d bytes", length).containsExactly("a");
      } else {
        assertThat(complete()).containsExactly("a", "b");
      }
      assertThat(files(".open")).isEmpty();
      for (Path file : files(".avro")) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aSecondStoreOfTheProcessLeavesTheOpenFileOfTheFirstAlone() throws Exception {
    try (AvroFileStore first = open(WIDE)) {
      first.store(letters("a"));
      try (AvroFileStore second = open(WIDE)) {
        second.store(letters("b"));
        first.store(letters("c"));
        assertThat(files(".open")).hasSize(2);
      }
    }
    assertThat(complete()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void manyThreadsStoreTogether() throws Exception {
    try (AvroFileStore store = open(new FileLimits(4000, Duration.ofDays(1), 1 << 30))) {
      IntStream.range(0, 200)
          .parallel()
          .forEach(
              i -> {
                try {
                  store.store(letters("letter " + i));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
    }
    assertThat(complete()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void aStoreThatIsClosedRefuses() {
    AvroFileStore store = open(WIDE);
    store.close();

    assertThatThrownBy(() -> store.store(letters("a")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aReplayGivesTheEventBackAndPassesOthersBy() throws Exception {
    SinkEvent event = SinkEvent.of(Map.of("a", "b", "c", "\u00e4"), new byte[] {0, -1, 7});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(LetterSchema.SCHEMA)
        .write(LetterSchema.toRecord(new Letter(event)), encoder);
    encoder.flush();
    ReplayTransformer replay = new ReplayTransformer();
    List<SinkEvent> out = new ArrayList<>();
    SinkEvent letter =
        SinkEvent.of(
            Map.of(ReplayTransformer.SCHEMA_HASH, ReplayTransformer.OURS), bytes.toByteArray());

    replay.transform(letter, out::add);
    replay.transform(event, out::add);

    assertThat(out).containsExactly(event, event);
    assertThatThrownBy(
            () ->
                replay.transform(letter.withHeader(ReplayTransformer.SCHEMA_HASH, "123"), out::add))
        .hasMessageContaining("'123'; allowed: that of dead letters");
  }
}
