package io.github.flumespark.sql;

import io.github.flumespark.sql.SegmentStore.Publication;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves a file to a name that only one file can ever get. Thread-safe. */
@FunctionalInterface
interface ExclusiveMove {

  /**
   * Moves the file, unless there is one of that name, or no such directory.
   *
   * @throws IOException if neither of these is known to be so
   */
  Publication move(Path file, Path target) throws IOException;

  /** The way that this file system offers. */
  static ExclusiveMove on(FileSystem files, Configuration hadoop) throws IOException {
    if (files instanceof LocalFileSystem) {
      return ExclusiveMove::link;
    }
    Schemes.warnOfObjectStore(files.getUri().getScheme());
    FileContext context = FileContext.getFileContext(files.getUri(), hadoop);
    return (file, target) -> rename(context, file, target);
  }

  private static Publication rename(FileContext context, Path file, Path target)
      throws IOException {
    try {
      context.rename(file, target);
      return Publication.WON;
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return Publication.LOST;
    } catch (FileNotFoundException | ParentNotDirectoryException e) {
      return Publication.GONE;
    }
  }

  /** POSIX's rename replaces what is there, and a look before it is no protection: link(2) is. */
  private static Publication link(Path file, Path target) throws IOException {
    java.nio.file.Path source = java.nio.file.Path.of(file.toUri().getPath());
    try {
      Files.createLink(java.nio.file.Path.of(target.toUri().getPath()), source);
    } catch (FileAlreadyExistsException e) {
      return Publication.LOST;
    } catch (NoSuchFileException e) {
      return Publication.GONE;
    } catch (UnsupportedOperationException e) {
      throw new IOException(
          "The file system of " + target + " has no hard links: put the checkpoint elsewhere", e);
    }
    Files.deleteIfExists(source);
    return Publication.WON;
  }

  /** Knows which file systems move in one step. */
  final class Schemes {

    private static final Logger LOG = LoggerFactory.getLogger(ExclusiveMove.class);

    /** These copy, then delete: two attempts of one task could both believe that they won. */
    private static final Set<String> OBJECT_STORES =
        Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cosn", "swift");

    private Schemes() {}

    private static void warnOfObjectStore(String scheme) {
      if (scheme != null && OBJECT_STORES.contains(scheme.toLowerCase(Locale.ROOT))) {
        LOG.warn(
            "The checkpoint is on {}:, an object store without an atomic rename. If two attempts"
                + " of one task run at the same time (speculation, an executor that was believed"
                + " lost), events can get lost. Use HDFS, a local or shared POSIX file system, or"
                + " ABFS with a hierarchical namespace.",
            scheme);
      }
    }
  }
}
