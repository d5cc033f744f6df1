package io.github.flumespark.extension.sequence;

import static io.github.flumespark.extension.sequence.Numbers.id;
import static io.github.flumespark.extension.sequence.Numbers.withoutSecret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurableEpochSequenceTest {

  @TempDir Path directory;

  @Test
  void numbersAreIdEpochCounterAndSecret() {
    List<String> numbers = startAndDraw(3);

    assertThat(numbers).allMatch(number -> number.matches("[0-9a-f]{16}-1-[1-3]-[0-9a-f]{16}"));
    String id = id(numbers.get(0));
    assertThat(numbers)
        .extracting(Numbers::withoutSecret)
        .containsExactly(id + "-1-1", id + "-1-2", id + "-1-3");
  }

  /** A client with a batch of its own would otherwise acknowledge those of all others. */
  @Test
  void aNumberTellsNothingOfTheSecretOfAnother() {
    List<Long> secrets = startAndDraw(1_000).stream().map(Numbers::secret).toList();

    assertThat(secrets).doesNotHaveDuplicates();
    for (int bit = 0; bit < Long.SIZE; bit++) {
      long mask = 1L << bit;
      // Out of 1,000 fair coins, fewer than 300 or more than 700 are never seen.
      assertThat(secrets.stream().filter(secret -> (secret & mask) != 0).count())
          .as("bit %d", bit)
          .isBetween(300L, 700L);
    }
  }

  @Test
  void everyStartHasAnEpochOfItsOwnEvenIfItGaveNoNumberAway() {
    String id = id(startAndDraw(1).get(0));
    assertThat(startAndDraw(0)).isEmpty();

    assertThat(startAndDraw(2))
        .extracting(Numbers::withoutSecret)
        .containsExactly(id + "-3-1", id + "-3-2");
  }

  @Test
  void theEpochIsOnDiskBeforeTheFirstNumber() throws Exception {
    try (DurableEpochSequence sequence = DurableEpochSequence.open(directory)) {
      assertThat(Epoch.parse(Files.readString(file())))
          .hasValueSatisfying(
              epoch ->
                  assertThat(withoutSecret(sequence.next()))
                      .isEqualTo(epoch.id() + "-" + epoch.number() + "-1"));
    }
    assertThat(names()).containsExactlyInAnyOrder(EpochFile.NAME, DirectoryLock.NAME);
  }

  @Test
  void threadsNeverGetTheSameNumber() throws Exception {
    try (DurableEpochSequence sequence = DurableEpochSequence.open(directory)) {
      assertThat(Contenders.draw(sequence, 5_000).stream().flatMap(List::stream))
          .map(Numbers::withoutSecret)
          .hasSize(40_000)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theLongestNumberIsWithinTheLimit() throws Exception {
    Files.writeString(file(), new Epoch("0123456789abcdef", Long.MAX_VALUE - 1).toLine());

    assertThat(withoutSecret(startAndDraw(1).get(0)))
        .isEqualTo("0123456789abcdef-" + Long.MAX_VALUE + "-1");
    assertThat(2 * "0123456789abcdef-".length() + 2 * 19 + 1).isLessThanOrEqualTo(128);
    assertDamaged();
  }

  @Test
  void whatACrashLeftHalfWrittenIsOverwritten() throws Exception {
    String id = id(startAndDraw(1).get(0));
    Files.writeString(directory.resolve("epoch.tmp"), "x".repeat(1_000));

    assertThat(withoutSecret(startAndDraw(1).get(0))).isEqualTo(id + "-2-1");
  }

  @Test
  void anEpochThatIsGoneBeginsWithAnotherId() throws Exception {
    String id = id(startAndDraw(1).get(0));
    Files.delete(file());

    assertThat(withoutSecret(startAndDraw(1).get(0))).endsWith("-1-1").doesNotStartWith(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "17",
        "durable-epoch 1 0123456789abcdef 17 00000000\n",
        "durable-epoch 2 0123456789abcdef 17 6d5a2c1e\n",
        "durable-epoch 1 0123456789abcdef 99999999999999999999 00000000\n",
        "\0\0\0\0\0\0\0\0"
      })
  void aDamagedEpochIsAnErrorAndStaysAsItIs(String damaged) throws Exception {
    Files.writeString(file(), damaged);

    assertDamaged();
    assertThat(file()).hasContent(damaged);
  }

  @Test
  void anyByteThatChangedIsNoticed() throws Exception {
    startAndDraw(1);
    byte[] whole = Files.readAllBytes(file());
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      Files.write(file(), damaged);
      assertDamaged();
    }
    Files.write(file(), whole);
    assertThat(startAndDraw(1)).hasSize(1);
  }

  @Test
  void aFileThatIsTooLongIsDamaged() throws Exception {
    startAndDraw(1);
    Files.writeString(file(), Files.readString(file()).repeat(100_000));

    assertDamaged();
  }

  @Test
  void anUnreadableEpochIsAnErrorThatNamesTheDirectory() throws Exception {
    Files.createDirectory(file());

    assertThatThrownBy(() -> DurableEpochSequence.open(directory))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(directory.toString());
  }

  /** A sink loads its extensions anew before the last batch of the old ones has ended. */
  @Test
  void aSecondGeneratorOfTheProcessHasTheNextEpoch() {
    DurableEpochSequence first = DurableEpochSequence.open(directory);
    try (DurableEpochSequence second = DurableEpochSequence.open(directory)) {
      String id = id(first.next());

      assertThat(withoutSecret(second.next())).isEqualTo(id + "-2-1");
      assertThat(withoutSecret(first.next())).isEqualTo(id + "-1-2");
      first.close();
      first.close();
      assertThat(withoutSecret(second.next())).isEqualTo(id + "-2-2");
    }
    assertThat(startAndDraw(1).get(0)).contains("-3-1-");
  }

  @Test
  void generatorsThatStartTogetherNeverHaveTheSameEpoch() throws Exception {
    Set<String> epochs = ConcurrentHashMap.newKeySet();
    List<Thread> starts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      starts.add(new Thread(() -> epochs.add(withoutSecret(startAndDraw(1).get(0)))));
    }
    starts.forEach(Thread::start);
    for (Thread start : starts) {
      start.join();
    }

    assertThat(epochs).hasSize(16);
  }

  /** As in a framework that has loaded the bundle anew. */
  @Test
  void anotherCopyOfTheJarInTheProcessTakesTheNextEpoch() throws Exception {
    URL classes = DurableEpochSequence.class.getProtectionDomain().getCodeSource().getLocation();
    try (DurableEpochSequence first = DurableEpochSequence.open(directory);
        URLClassLoader copy = new SecondCopy(classes)) {
      Method open =
          copy.loadClass(DurableEpochSequence.class.getName())
              .getDeclaredMethod("open", Path.class);
      open.setAccessible(true);

      try (SequenceGenerator second = (SequenceGenerator) open.invoke(null, directory)) {
        String id = id(first.next());
        assertThat(withoutSecret(second.next())).isEqualTo(id + "-2-1");
        assertThat(withoutSecret(first.next())).isEqualTo(id + "-1-2");
      }
    }
    assertThat(startAndDraw(1).get(0)).contains("-3-1-");
  }

  @Test
  void aDirectoryThatStaysLockedIsAnErrorAndIsFreeAfterThat() throws Exception {
    DirectoryLock.alone(
        directory,
        () -> {
          assertThatThrownBy(() -> DirectoryLock.alone(directory, Duration.ZERO, () -> null))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("stays locked by somebody in this process");
          return null;
        });

    assertThat(startAndDraw(1)).hasSize(1);
  }

  @Test
  void anInterruptEndsTheWaitForTheDirectoryAndIsKept() throws Exception {
    DirectoryLock.alone(
        directory,
        () -> {
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> DurableEpochSequence.open(directory))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("Interrupted");
          assertThat(Thread.interrupted()).isTrue();
          return null;
        });

    assertThat(startAndDraw(1)).hasSize(1);
  }

  /** Loads the generators' classes itself, and all others as usual. */
  private static final class SecondCopy extends URLClassLoader {

    SecondCopy(URL classes) {
      super(new URL[] {classes}, DurableEpochSequence.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      boolean own = name.startsWith(DurableEpochSequence.class.getPackageName());
      if (!own) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Test
  void aFailedStartReleasesTheDirectory() throws Exception {
    Files.writeString(file(), "damaged");
    assertDamaged();
    Files.delete(file());

    assertThat(startAndDraw(1)).hasSize(1);
  }

  private void assertDamaged() {
    assertThatThrownBy(() -> DurableEpochSequence.open(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("damaged");
  }

  private List<String> startAndDraw(int count) {
    List<String> numbers = new ArrayList<>();
    try (DurableEpochSequence sequence = DurableEpochSequence.open(directory)) {
      for (int i = 0; i < count; i++) {
        numbers.add(sequence.next());
      }
    }
    return numbers;
  }

  private Path file() {
    return directory.resolve(EpochFile.NAME);
  }

  private List<String> names() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
