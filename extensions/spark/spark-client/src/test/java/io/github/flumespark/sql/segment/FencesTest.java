package io.github.flumespark.sql.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.segment.SegmentStore.Publication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two drivers on one checkpoint, their steps in every order that matters. */
class FencesTest {

  private static final PartitionId ID = new PartitionId(new SinkAddress("agent", 9999), 0);

  /** Between a look at the floor and the directory that follows it. */
  private static Runnable beforeDirectory = () -> {};

  @TempDir Path directory;

  /** A file system that is none of the machine's own, for the steps in between. */
  public static final class SteppingFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("stepping:///");
    }

    @Override
    public boolean mkdirs(org.apache.hadoop.fs.Path path) throws IOException {
      if (path.getParent().getName().equals("epochs")) {
        beforeDirectory.run();
      }
      return super.mkdirs(path);
    }
  }

  private EpochStore driver() throws IOException {
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.stepping.impl", SteppingFileSystem.class.getName());
    EpochStore store = new EpochStore("stepping://" + directory, hadoop);
    store.prepare(System.currentTimeMillis());
    return store;
  }

  @AfterEach
  void noSteps() {
    beforeDirectory = () -> {};
  }

  private static Segment segment() {
    return new Segment(
        new Segment.Header(
            UUID.randomUUID(), "agent:9999", "1", 0, Totals.NONE, Segment.End.MORE, ""),
        List.of());
  }

  private static Publication publish(EpochStore store) throws IOException {
    return store.segments().publish(1, ID, 0, segment());
  }

  @Test
  void anEpochThatIsOverIsNotOpenedAgain() throws IOException {
    EpochStore first = driver();
    EpochStore second = driver();
    first.open(1);
    first.removeUpTo(1);
    assertThatThrownBy(() -> second.open(1))
        .isInstanceOf(EpochOverException.class)
        .hasMessageContaining("another driver works on the same checkpoint");
    assertThat(second.epochs()).isEmpty();
    second.open(2);
    assertThat(second.epochs()).containsExactly(2L);
  }

  @Test
  void oneThatEndsWhileItIsBeingOpenedIsGivenUpToo() throws IOException {
    EpochStore first = driver();
    EpochStore second = driver();
    first.open(1);
    beforeDirectory =
        () -> {
          beforeDirectory = () -> {};
          remove(first);
        };
    assertThatThrownBy(() -> second.open(1)).isInstanceOf(EpochOverException.class);
    assertThat(second.epochs()).isEmpty();
  }

  private static void remove(EpochStore store) {
    try {
      store.removeUpTo(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDirectoryThatWasMadeAgainTakesNothing() throws IOException {
    EpochStore first = driver();
    first.open(1);
    first.removeUpTo(1);
    // A second driver stands between its directory and its look at the floor.
    Files.createDirectories(directory.resolve("epochs/000000000001"));
    assertThat(publish(first)).as("to be given back").isEqualTo(Publication.GONE);
    assertThat(first.segments().whyNotOpen(1, ID)).hasMessageContaining("comes too late");
  }

  @Test
  void whatWasPutIntoSuchADirectoryGoesWithTheNextRemoval() throws IOException {
    EpochStore first = driver();
    first.open(1);
    first.removeUpTo(1);
    EpochStore second = driver();
    beforeDirectory =
        () -> {
          beforeDirectory = () -> {};
          remove(first);
        };
    Files.createDirectories(directory.resolve("epochs/000000000001"));
    publish(first);
    assertThatThrownBy(() -> second.open(1)).isInstanceOf(EpochOverException.class);
    second.open(2);
    second.removeUpTo(2);
    assertThat(second.epochs()).isEmpty();
  }

  @Test
  void theFloorNeverFalls() throws IOException {
    EpochStore first = driver();
    EpochStore second = driver();
    first.open(1);
    first.removeUpTo(7);
    second.removeUpTo(3);
    assertThatThrownBy(() -> second.open(7)).isInstanceOf(EpochOverException.class);
    second.open(8);
    assertThat(directory.resolve("floor")).isDirectoryContaining("glob:**/000000000007");
    first.removeUpTo(8);
    try (var floors = Files.list(directory.resolve("floor"))) {
      assertThat(floors).as("floors that are kept").hasSize(1);
    }
  }

  @Test
  void whoDoesNotSeeTheDriversDirectoryIsTold() throws IOException {
    EpochStore elsewhere = driver();
    assertThat(elsewhere.segments().isOpen(1)).isFalse();
    assertThat(elsewhere.segments().whyNotOpen(1, ID))
        .hasMessageContaining("does not see")
        .hasMessageContaining("shared file system");
  }

  @Test
  void aStartSaysThatLinksCannotBeMade() throws IOException {
    // As of a file system without them: what is to be linked lies on another one.
    Path elsewhere = Path.of("/dev/shm");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(elsewhere));
    Path other = Files.createTempDirectory(elsewhere, "flume-epochs-");
    try {
      org.junit.jupiter.api.Assumptions.assumeFalse(
          Files.getFileStore(other).equals(Files.getFileStore(directory)));
      Files.createSymbolicLink(directory.resolve("epochs"), other);
      EpochStore store = new EpochStore(directory.toUri().toString(), new Configuration(false));
      assertThatThrownBy(() -> store.prepare(0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("needs hard links")
          .hasMessageContaining("checkpoint on a file system that has them");
      assertThat(directory.resolve("written")).isEmptyDirectory();
    } finally {
      Files.delete(other);
    }
  }
}
