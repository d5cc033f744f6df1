package io.github.flumespark.sql.segment;

import io.github.flumespark.sql.segment.SegmentStore.Publication;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Files of the machine's own, without Hadoop: it starts a process, {@code chmod}, for each file
 * that it makes.
 */
final class LocalSegmentFiles implements SegmentFiles {

  /** Those that Hadoop gives to files; null where there are none. */
  private final Set<PosixFilePermission> permissions;

  private final Set<PosixFilePermission> directoryPermissions;

  LocalSegmentFiles(FileSystem files) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FsPermission umask = FsPermission.getUMask(files.getConf());
    this.permissions = posix ? permissions(FsPermission.getFileDefault(), umask) : null;
    this.directoryPermissions = posix ? permissions(FsPermission.getDirDefault(), umask) : null;
  }

  private static Set<PosixFilePermission> permissions(FsPermission all, FsPermission umask) {
    return PosixFilePermissions.fromString(all.applyUMask(umask).toString());
  }

  @Override
  public OutputStream create(Path file) throws IOException {
    java.nio.file.Path local = local(file);
    try {
      return open(local);
    } catch (NoSuchFileException e) {
      makeDirectory(file.getParent());
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
    } catch (UnsupportedOperationException | FileSystemException e) {
      throw new IOException(
          "%s can't be linked to %s, and the flume source needs hard links: put the query's"
                  .formatted(source, target)
              + " checkpoint on a file system that has them (%s)".formatted(e.getMessage()),
          e);
    }
    Files.deleteIfExists(source);
    return Publication.WON;
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    java.nio.file.Path local = local(directory);
    if (Files.isDirectory(local)) {
      return;
    }
    if (directoryPermissions == null) {
      Files.createDirectories(local);
      return;
    }
    List<java.nio.file.Path> missing = new ArrayList<>();
    for (java.nio.file.Path at = local; at != null && Files.notExists(at); at = at.getParent()) {
      missing.add(0, at);
    }
    for (java.nio.file.Path made : missing) {
      makeOne(made);
    }
  }

  private void makeOne(java.nio.file.Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
      Files.setPosixFilePermissions(directory, directoryPermissions);
    } catch (FileAlreadyExistsException e) {
      // Another thread, or machine, was faster.
      return;
    }
  }

  private static java.nio.file.Path local(Path path) {
    // By way of a File: on Windows, Hadoop has a slash before the drive.
    return new File(path.toUri().getPath()).toPath();
  }
}
