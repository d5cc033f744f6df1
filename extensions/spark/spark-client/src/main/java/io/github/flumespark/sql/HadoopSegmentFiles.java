package io.github.flumespark.sql;

import io.github.flumespark.sql.SegmentStore.Publication;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files on HDFS, and whatever else is none of the machine's own. */
final class HadoopSegmentFiles implements SegmentFiles {

  private static final Logger LOG = LoggerFactory.getLogger(HadoopSegmentFiles.class);

  /** These copy, then delete: two attempts of one task could both believe that they won. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cosn", "swift");

  private final FileSystem files;
  private final FileContext context;

  HadoopSegmentFiles(FileSystem files, Configuration hadoop) throws IOException {
    this.files = files;
    this.context = FileContext.getFileContext(files.getUri(), hadoop);
    String scheme = files.getUri().getScheme();
    if (scheme != null && OBJECT_STORES.contains(scheme.toLowerCase(Locale.ROOT))) {
      LOG.warn(
          "The checkpoint is on {}:, an object store without an atomic rename. If two attempts of"
              + " one task run at the same time (speculation, an executor that was believed lost),"
              + " events can get lost. Use HDFS, a local or shared POSIX file system, or ABFS with a"
              + " hierarchical namespace.",
          scheme);
    }
  }

  @Override
  public OutputStream create(Path file) throws IOException {
    return files.create(file, true);
  }

  @Override
  public Publication move(Path file, Path target) throws IOException {
    try {
      context.rename(file, target);
      return Publication.WON;
    } catch (FileAlreadyExistsException e) {
      return Publication.LOST;
    } catch (FileNotFoundException | ParentNotDirectoryException e) {
      return Publication.GONE;
    }
  }
}
