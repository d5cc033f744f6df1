package io.github.flumespark.itest.structured;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system under the scheme {@code crash}, with a {@link CrashPoint} before and after
 * all that changes it. To the source it is one that isn't local, as HDFS is: its rename is used.
 */
public final class CrashFileSystem extends RawLocalFileSystem {

  private static final URI NAME = URI.create("crash:///");

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public String getScheme() {
    return "crash";
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    CrashPoint.pass("before", "create", file.toString());
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    CrashPoint.pass("before", "rename", from + " -> " + to);
    boolean done = super.rename(from, to);
    CrashPoint.pass("after", "rename", from + " -> " + to);
    return done;
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    CrashPoint.pass("before", "mkdirs", path.toString());
    return super.mkdirs(path);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    CrashPoint.pass("before", "delete", path.toString());
    return super.delete(path, recursive);
  }

  /** The same, for those who ask for it by Hadoop's other interface. */
  public static final class Abstract extends DelegateToFileSystem {

    /** For Hadoop. */
    public Abstract(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new CrashFileSystem(), configuration, "crash", false);
    }

    /** Never replaces a file, as HDFS doesn't. */
    @Override
    public void renameInternal(Path from, Path to) throws IOException {
      CrashPoint.pass("before", "rename", from + " -> " + to);
      java.nio.file.Path source = java.nio.file.Path.of(from.toUri().getPath());
      try {
        Files.createLink(java.nio.file.Path.of(to.toUri().getPath()), source);
      } catch (FileAlreadyExistsException e) {
        throw new org.apache.hadoop.fs.FileAlreadyExistsException(e.getMessage());
      } catch (NoSuchFileException e) {
        throw new java.io.FileNotFoundException(e.getMessage());
      }
      Files.delete(source);
      CrashPoint.pass("after", "rename", from + " -> " + to);
    }
  }
}
