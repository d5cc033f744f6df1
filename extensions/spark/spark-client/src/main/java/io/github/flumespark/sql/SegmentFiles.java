package io.github.flumespark.sql;

import io.github.flumespark.sql.SegmentStore.Publication;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The two things that file systems do in ways of their own. Thread-safe. */
interface SegmentFiles {

  /** Makes a file that nobody else writes, and its directory if there is none. */
  OutputStream create(Path file) throws IOException;

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
        : new HadoopSegmentFiles(files, hadoop);
  }
}
