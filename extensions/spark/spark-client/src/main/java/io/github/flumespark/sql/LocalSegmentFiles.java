package io.github.flumespark.sql;

import io.github.flumespark.sql.SegmentStore.Publication;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Files of the machine's own, without Hadoop: it starts a process, {@code chmod}, for each file
 * that it makes.
 */
final class LocalSegmentFiles implements SegmentFiles {

  private final FileSystem files;

  /** Those that Hadoop gives; null where there are none. */
  private final Set<PosixFilePermission> permissions;

  LocalSegmentFiles(FileSystem files) {
    this.files = files;
    this.permissions =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? permissions(FsPermission.getUMask(files.getConf()))
            : null;
  }

  private static Set<PosixFilePermission> permissions(FsPermission umask) {
    String allowed = FsPermission.getFileDefault().applyUMask(umask).toString();
    return PosixFilePermissions.fromString(allowed);
  }

  @Override
  public OutputStream create(Path file) throws IOException {
    java.nio.file.Path local = local(file);
    try {
      return open(local);
    } catch (NoSuchFileException e) {
      files.mkdirs(file.getParent());
      return open(local);
    }
  }

  private OutputStream open(java.nio.file.Path file) throws IOException {
    if (permissions == null) {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
    // Never open to more than Hadoop would allow; then to all of those, whatever the process's
    // umask.
    Files.createFile(file, PosixFilePermissions.asFileAttribute(permissions));
    Files.setPosixFilePermissions(file, permissions);
    return Files.newOutputStream(file, StandardOpenOption.WRITE);
  }

  /** POSIX's rename replaces what is there, and a look before it is no protection: link(2) is. */
  @Override
  public Publication move(Path file, Path target) throws IOException {
    java.nio.file.Path source = local(file);
    try {
      Files.createLink(local(target), source);
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

  private static java.nio.file.Path local(Path path) {
    // By way of a File: on Windows, Hadoop has a slash before the drive.
    return new File(path.toUri().getPath()).toPath();
  }
}
