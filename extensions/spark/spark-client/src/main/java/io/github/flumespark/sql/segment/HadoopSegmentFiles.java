package io.github.flumespark.sql.segment;

import io.github.flumespark.sql.segment.SegmentStore.Publication;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Files on HDFS, and whatever else is none of the machine's own. */
class HadoopSegmentFiles implements SegmentFiles {

  private final FileSystem files;

  /** Renames without replacing; null where there is none, and so no such promise. */
  private final FileContext context;

  private HadoopSegmentFiles(FileSystem files, FileContext context) {
    this.files = files;
    this.context = context;
  }

  /** Uses Hadoop's FileContext if there is one for the file system, as Spark's own logs do. */
  static HadoopSegmentFiles on(FileSystem files, Configuration hadoop) throws IOException {
    try {
      return new HadoopSegmentFiles(files, FileContext.getFileContext(files.getUri(), hadoop));
    } catch (UnsupportedFileSystemException e) {
      return new HadoopSegmentFiles(files, null);
    }
  }

  /** Whether a name goes to one file only, however many try at the same time. */
  boolean isAtomic() {
    return context != null;
  }

  @Override
  public OutputStream create(Path file) throws IOException {
    return files.create(file, true);
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    if (!files.mkdirs(directory)) {
      throw new IOException("Could not make the directory " + directory);
    }
  }

  @Override
  public Publication move(Path file, Path target) throws IOException {
    if (context == null) {
      return moveAfterALook(file, target);
    }
    try {
      context.rename(file, target);
      return Publication.WON;
    } catch (FileAlreadyExistsException e) {
      return Publication.LOST;
    } catch (FileNotFoundException | ParentNotDirectoryException e) {
      return Publication.GONE;
    }
  }

  private Publication moveAfterALook(Path file, Path target) throws IOException {
    if (!files.exists(target.getParent())) {
      return Publication.GONE;
    }
    if (files.exists(target)) {
      return Publication.LOST;
    }
    if (!files.rename(file, target)) {
      throw new IOException("Could not move " + file + " to " + target);
    }
    return Publication.WON;
  }
}
