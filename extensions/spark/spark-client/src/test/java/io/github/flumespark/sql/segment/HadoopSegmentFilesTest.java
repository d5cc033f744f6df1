package io.github.flumespark.sql.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.sql.segment.SegmentStore.Publication;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File systems that aren't the machine's own: with and without a rename that replaces nothing. */
class HadoopSegmentFilesTest {

  @TempDir Path directory;

  private final Configuration hadoop = new Configuration(false);

  /** As of an object store, say: known to Hadoop by one of its two interfaces only. */
  public static final class OldFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("old:///");
    }

    @Override
    public String getScheme() {
      return "old";
    }
  }

  /** Known by both. */
  public static final class NewFileSystem extends DelegateToFileSystem {

    /** For Hadoop. */
    public NewFileSystem(URI uri, Configuration configuration)
        throws IOException, URISyntaxException {
      super(uri, new OldFileSystem(), configuration, "old", false);
    }

    @Override
    public void renameInternal(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      Path source = Path.of(from.toUri().getPath());
      try {
        Files.createLink(Path.of(to.toUri().getPath()), source);
      } catch (FileAlreadyExistsException e) {
        throw new org.apache.hadoop.fs.FileAlreadyExistsException(e.getMessage());
      } catch (NoSuchFileException e) {
        throw new FileNotFoundException(e.getMessage());
      }
      Files.delete(source);
    }
  }

  private Layout layout(boolean both) throws IOException {
    hadoop.set("fs.old.impl", OldFileSystem.class.getName());
    if (both) {
      hadoop.set("fs.AbstractFileSystem.old.impl", NewFileSystem.class.getName());
    }
    return Layout.of("old://" + directory, hadoop);
  }

  private void holdsItsPromises(Layout layout) throws IOException {
    SegmentFiles files = SegmentFiles.on(layout.files(), hadoop);
    files.makeDirectory(layout.epoch(1));
    files.makeDirectory(layout.epoch(1));
    org.apache.hadoop.fs.Path first = write(files, layout, "first");
    org.apache.hadoop.fs.Path second = write(files, layout, "second");
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(layout.epoch(1), "target");
    assertThat(files.move(first, target)).isEqualTo(Publication.WON);
    assertThat(files.move(second, target)).isEqualTo(Publication.LOST);
    assertThat(Files.readString(Path.of(target.toUri().getPath()))).isEqualTo("first");
    assertThat(files.move(second, new org.apache.hadoop.fs.Path(layout.epoch(2), "target")))
        .isEqualTo(Publication.GONE);
    assertThat(layout.files().exists(second)).as("the loser's file").isTrue();
  }

  private static org.apache.hadoop.fs.Path write(SegmentFiles files, Layout layout, String text)
      throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(layout.written(), text);
    try (OutputStream out = files.create(file)) {
      out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return file;
  }

  @Test
  void oneThatHadoopKnowsInBothWaysRenamesAtOnce() throws IOException {
    Layout layout = layout(true);
    holdsItsPromises(layout);
    assertThat(CheckpointAdvice.on(layout, SegmentFiles.on(layout.files(), hadoop), false))
        .isEmpty();
  }

  @Test
  void oneWithoutAnAbstractFileSystemLooksFirstAndIsAdvisedAgainst() throws IOException {
    Layout layout = layout(false);
    holdsItsPromises(layout);
    assertThat(CheckpointAdvice.on(layout, SegmentFiles.on(layout.files(), hadoop), true))
        .singleElement()
        .asString()
        .contains("no AbstractFileSystem for old:", "events can get lost");
  }

  @Test
  void aRenameThatFailsIsAnErrorAndNotALoss() throws IOException {
    Layout layout = layout(false);
    SegmentFiles files = SegmentFiles.on(layout.files(), hadoop);
    files.makeDirectory(layout.epoch(1));
    org.apache.hadoop.fs.Path missing = new org.apache.hadoop.fs.Path(layout.written(), "missing");
    assertThatThrownBy(
            () -> files.move(missing, new org.apache.hadoop.fs.Path(layout.epoch(1), "target")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theDriversOwnDiskIsAdvisedAgainstOnAClusterOnly() throws IOException {
    Layout local = Layout.of(directory.toUri().toString(), hadoop);
    SegmentFiles files = SegmentFiles.on(local.files(), hadoop);
    assertThat(CheckpointAdvice.on(local, files, true)).isEmpty();
    assertThat(CheckpointAdvice.on(local, files, false))
        .singleElement()
        .asString()
        .contains("the driver's own disk", "checkpointLocation");
  }
}
