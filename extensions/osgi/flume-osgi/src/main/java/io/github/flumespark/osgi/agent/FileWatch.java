package io.github.flumespark.osgi.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Tells when a file is another than it was. A change counts once the file has been the same for two
 * looks, so that one that is being written is not read in the middle. Used by one thread.
 */
final class FileWatch {

  /** Watches nothing. */
  static final FileWatch NONE = new FileWatch(null);

  private final Path file;
  private final String read;
  private String seen;

  private FileWatch(Path file) {
    this.file = file;
    this.read = stamp();
    this.seen = read;
  }

  /** To be created before the file is read. */
  static FileWatch of(Path file) {
    return new FileWatch(file);
  }

  boolean hasChanged() {
    if (file == null) {
      return false;
    }
    String now = stamp();
    boolean settled = now.equals(seen);
    seen = now;
    return settled && !now.equals(read);
  }

  private String stamp() {
    if (file == null) {
      return "";
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return String.join(
          " ",
          attributes.lastModifiedTime().toString(),
          Long.toString(attributes.size()),
          Objects.toString(attributes.fileKey()));
    } catch (IOException e) {
      return "missing";
    }
  }
}
