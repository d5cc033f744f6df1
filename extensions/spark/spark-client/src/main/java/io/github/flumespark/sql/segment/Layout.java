package io.github.flumespark.sql.segment;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where things are below a source's own directory; see the package's description. Thread-safe.
 *
 * @param files the file system
 * @param root the directory that Spark gives the source, under the query's checkpoint
 */
record Layout(FileSystem files, Path root) {

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  static Layout of(String root, Configuration hadoop) throws IOException {
    Path path = new Path(root);
    FileSystem found = path.getFileSystem(hadoop);
    // Below its checksums, which are files of their own: segments have their own checksum.
    return new Layout(found instanceof LocalFileSystem local ? local.getRaw() : found, path);
  }

  Path epochs() {
    return new Path(root, "epochs");
  }

  Path written() {
    return new Path(root, "written");
  }

  Path removed() {
    return new Path(root, "removed");
  }

  Path floor() {
    return new Path(root, "floor");
  }

  Path epoch(long number) {
    return new Path(epochs(), name(number));
  }

  Path segment(long epoch, PartitionId partition, int number) {
    return new Path(epoch(epoch), "%s.%06d".formatted(partition.name(), number));
  }

  static String name(long epoch) {
    return "%012d".formatted(epoch);
  }

  /** What a directory has; nothing if there is none. */
  FileStatus[] list(Path directory) throws IOException {
    try {
      return files.listStatus(directory);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** The epochs that give a directory's entries their names. */
  SortedSet<Long> numbers(Path directory) throws IOException {
    SortedSet<Long> numbers = new TreeSet<>();
    for (FileStatus entry : list(directory)) {
      String name = entry.getPath().getName();
      if (NUMBER.matcher(name).matches()) {
        numbers.add(Long.parseLong(name));
      }
    }
    return numbers;
  }

  /**
   * The number up to which epochs are over; -1 if none is. It never falls: each value is an entry
   * of its own, and the highest one counts.
   */
  long floorNumber() throws IOException {
    SortedSet<Long> floors = numbers(floor());
    return floors.isEmpty() ? -1 : floors.last();
  }

  void deleteQuietly(Path file) {
    try {
      files.delete(file, false);
    } catch (IOException e) {
      // It takes room and does no harm: the next start sweeps it.
      return;
    }
  }
}
