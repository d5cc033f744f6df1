package io.github.flumespark.sql.segment;

import io.github.flumespark.sql.segment.SegmentStore.Publication;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What file systems do in ways of their own. Thread-safe. */
interface SegmentFiles {

  /** Makes a file that nobody else writes, and its directory if there is none. */
  OutputStream create(Path file) throws IOException;

  /** Makes a directory, and those above it, unless there is one. */
  void makeDirectory(Path directory) throws IOException;

  /**
   * Moves the file to a name that only one file can ever get, unless there is one of that name, or
   * no such directory.
   *
   * @throws IOException if neither of these is known to be so
   */
  Publication move(Path file, Path target) throws IOException;

  /** The ways of this file system. */
  static SegmentFiles on(FileSystem files, Configuration hadoop) throws IOException {
    return "file".equals(files.getUri().getScheme())
        ? new LocalSegmentFiles(files)
        : HadoopSegmentFiles.on(files, hadoop);
  }
}
