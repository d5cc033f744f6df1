package io.github.flumespark.sql.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.segment.SegmentStore.Publication;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SegmentStoreTest {

  private static final PartitionId ID = new PartitionId(new SinkAddress("::1", 9999), 3);

  @TempDir Path directory;

  private EpochStore epochs;
  private SegmentStore store;

  @BeforeEach
  void create() throws IOException {
    epochs = new EpochStore(directory.toUri().toString(), new Configuration(false));
    store = epochs.segments();
  }

  private static Segment segment(String text) {
    return new Segment(
        new Segment.Header(
            UUID.randomUUID(),
            "[::1]:9999",
            "7",
            12,
            new Totals(2, 3, 4, 1, 5),
            Segment.End.MORE,
            ""),
        List.of(
            ClientEvent.of(Map.of("schlüssel", "значение"), text.getBytes(UTF_8)),
            ClientEvent.of(Map.of(), new byte[0])));
  }

  @Test
  void whatWasPublishedIsRead() throws IOException {
    Segment segment = segment("a");
    epochs.open(5);
    assertThat(store.read(5, ID, 0)).isNull();
    assertThat(store.publish(5, ID, 0, segment)).isEqualTo(Publication.WON);
    assertThat(store.read(5, ID, 0)).isEqualTo(segment);
    assertThat(store.ends(5)).containsExactly(Map.entry(ID, segment.header()));
    assertThat(directory.resolve("written")).isEmptyDirectory();
  }

  @Test
  void theSecondLosesAndLeavesNothing() throws IOException {
    Segment first = segment("a");
    epochs.open(5);
    store.publish(5, ID, 0, first);
    assertThat(store.publish(5, ID, 0, segment("b"))).isEqualTo(Publication.LOST);
    assertThat(store.read(5, ID, 0)).isEqualTo(first);
    assertThat(directory.resolve("written")).isEmptyDirectory();
  }

  @Test
  void whoFindsItsOwnSegmentHasWon() throws IOException {
    Segment segment = segment("a");
    epochs.open(5);
    store.publish(5, ID, 0, segment);
    // As when the answer to the first try was lost.
    assertThat(store.publish(5, ID, 0, segment)).isEqualTo(Publication.WON);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void filesHaveThePermissionsThatHadoopIsToldToGive() throws IOException {
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.permissions.umask-mode", "007");
    // Not the file system of the other tests.
    hadoop.set("fs.file.impl.disable.cache", "true");
    EpochStore shared = new EpochStore(directory.toUri().toString(), hadoop);
    shared.prepare(0);
    shared.open(5);
    shared.segments().publish(5, ID, 0, segment("a"));
    assertThat(permissions("written")).isEqualTo("rwxrwx---");
    assertThat(permissions("epochs/000000000005")).isEqualTo("rwxrwx---");
    assertThat(permissions("epochs/000000000005/++1-9999-3.000000")).isEqualTo("rw-rw----");
  }

  private String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
  }

  @Test
  void ofManyAtTheSameTimeOneWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      epochs.open(5);
      for (int number = 0; number < 200; number++) {
        int slot = number;
        List<Callable<Publication>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          tasks.add(() -> store.publish(5, ID, slot, segment("x")));
        }
        List<Publication> results = new ArrayList<>();
        for (Future<Publication> result : threads.invokeAll(tasks)) {
          results.add(result.get());
        }
        assertThat(results)
            .containsOnly(Publication.WON, Publication.LOST)
            .containsOnlyOnce(Publication.WON);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void removalTakesAllUpToAnEpochAndShutsThem() throws IOException {
    for (long epoch : List.of(3L, 4L, 5L)) {
      epochs.open(epoch);
      store.publish(epoch, ID, 0, segment("a"));
    }
    epochs.removeUpTo(4);
    assertThat(epochs.epochs()).containsExactly(5L);
    assertThat(store.read(4, ID, 0)).isNull();
    assertThat(store.read(5, ID, 0)).isNotNull();
    assertThat(store.publish(4, ID, 1, segment("b"))).isEqualTo(Publication.GONE);
    assertThat(epochs.epochs()).containsExactly(5L);
    assertThat(directory.resolve("removed")).isEmptyDirectory();
  }

  @Test
  void aStartSweepsUpWhatACrashHasLeftAndNothingElse() throws IOException {
    epochs.open(5);
    store.publish(5, ID, 0, segment("a"));
    Path written = Files.createDirectories(directory.resolve("written"));
    Path old = Files.createFile(written.resolve("old"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(1_000));
    Path young = Files.createFile(written.resolve("young"));
    Path half = Files.createDirectories(directory.resolve("removed/000000000004-x"));
    epochs.prepare(System.currentTimeMillis());
    assertThat(old).doesNotExist();
    assertThat(half).doesNotExist();
    assertThat(young).exists();
    assertThat(store.read(5, ID, 0)).isNotNull();
  }

  @Test
  void aSegmentOfTheFirstFormIsRead() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    CheckedOutputStream checked = new CheckedOutputStream(written, new CRC32C());
    DataOutputStream out = new DataOutputStream(checked);
    out.writeInt(0x466C5301);
    out.writeLong(1);
    out.writeLong(2);
    out.writeUTF("agent:9999");
    out.writeUTF("7");
    out.writeLong(12);
    out.writeLong(1);
    out.writeUTF("MORE");
    out.writeInt(1);
    out.writeInt(1);
    out.write(0);
    out.writeInt(2);
    out.writeBytes("ab");
    out.writeInt((int) checked.getChecksum().getValue());
    Segment read = SegmentCodec.read(new ByteArrayInputStream(written.toByteArray()));
    assertThat(read.header().totals()).isEqualTo(new Totals(1, 1, 0, 0, 0));
    assertThat(read.header().problem()).isEmpty();
    assertThat(read.events()).containsExactly(ClientEvent.of(Map.of(), "ab".getBytes(UTF_8)));
  }

  @Test
  void aLongProblemIsCutShort() throws IOException {
    Segment.Header header = segment("a").header();
    Segment segment =
        new Segment(
            new Segment.Header(
                header.writer(),
                header.sink(),
                "",
                0,
                Totals.NONE,
                Segment.End.DRAINED,
                "no such luck ".repeat(10_000)),
            List.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SegmentCodec.write(segment, out);
    assertThat(SegmentCodec.read(new ByteArrayInputStream(out.toByteArray())).header().problem())
        .startsWith("no such luck")
        .hasSize(2000);
  }

  @Test
  void damageIsNoticedWhereverItIs() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SegmentCodec.write(segment("some text"), out);
    byte[] whole = out.toByteArray();
    assertThat(SegmentCodec.read(new ByteArrayInputStream(whole)).events()).hasSize(2);
    for (int i = 0; i < whole.length; i++) {
      byte[] cut = java.util.Arrays.copyOf(whole, i);
      assertThatThrownBy(() -> SegmentCodec.read(new ByteArrayInputStream(cut)))
          .as("cut to %d bytes", i)
          .isInstanceOf(IOException.class);
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x10;
      assertThatThrownBy(() -> SegmentCodec.read(new ByteArrayInputStream(flipped)))
          .as("byte %d is wrong", i)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aDamagedSegmentIsNamed() throws IOException {
    epochs.open(5);
    store.publish(5, ID, 0, segment("a"));
    Path file = directory.resolve("epochs/000000000005/++1-9999-3.000000");
    Files.write(file, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThatThrownBy(() -> store.read(5, ID, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not a segment");
  }

  @Test
  void aSegmentThatIsCutOffIsNamedWhoeverReadsIt() throws IOException {
    epochs.open(5);
    store.publish(5, ID, 0, segment("a"));
    Path file = directory.resolve("epochs/000000000005/++1-9999-3.000000");
    Files.write(file, new byte[0]);
    for (Callable<?> reader :
        List.<Callable<?>>of(() -> store.read(5, ID, 0), () -> store.ends(5))) {
      assertThatThrownBy(reader::call)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("not whole");
    }
  }
}
