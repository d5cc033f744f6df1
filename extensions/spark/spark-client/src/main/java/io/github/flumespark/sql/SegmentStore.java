package io.github.flumespark.sql;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The segments of one source of one query, on a Hadoop file system. Thread-safe; any number of
 * stores may work on the same directory, in as many JVMs.
 *
 * <p>All its promises rest on two that the file system makes: a file is moved to a name by one of
 * those that try, and a directory is moved away as a whole.
 */
final class SegmentStore {

  /** What became of an attempt to make a segment. */
  enum Publication {
    /** The file is the segment. */
    WON,
    /** Another file is. */
    LOST,
    /** The epoch is over: its directory is gone. */
    GONE
  }

  private static final Pattern SEGMENT = Pattern.compile("(.+)\\.(\\d+)");
  private static final Pattern EPOCH = Pattern.compile("\\d+");

  private final FileSystem files;
  private final SegmentFiles segmentFiles;
  private final Path epochs;
  private final Path written;
  private final Path removed;

  /**
   * Makes a store; nothing is read or written yet.
   *
   * @param root the directory that Spark gives the source, under the query's checkpoint
   * @param hadoop how to reach its file system
   */
  SegmentStore(String root, Configuration hadoop) throws IOException {
    Path path = new Path(root);
    FileSystem found = path.getFileSystem(hadoop);
    // Below its checksums, which are files of their own: segments have their own checksum.
    this.files = found instanceof LocalFileSystem local ? local.getRaw() : found;
    this.segmentFiles = SegmentFiles.on(files, hadoop);
    this.epochs = new Path(path, "epochs");
    this.written = new Path(path, "written");
    this.removed = new Path(path, "removed");
  }

  /** Makes an epoch exist, if it doesn't. Only the driver does, and only for an epoch to come. */
  void open(long epoch) throws IOException {
    if (!files.mkdirs(directory(epoch))) {
      throw new IOException("Could not make the directory " + directory(epoch));
    }
  }

  /** Reads a segment; null if there is none. */
  Segment read(long epoch, PartitionId partition, int number) throws IOException {
    Path file = segment(epoch, partition, number);
    try (FSDataInputStream in = files.open(file)) {
      return SegmentCodec.read(in);
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static IOException unreadable(Path file, IOException e) {
    return new IOException("Can't read the segment " + file + ": " + e.getMessage(), e);
  }

  /**
   * Tries to make this the segment of that number.
   *
   * @throws IOException if it could not be written, or if it is not known what came of it
   */
  Publication publish(long epoch, PartitionId partition, int number, Segment segment)
      throws IOException {
    Path file = new Path(written, segment.header().writer().toString());
    Path target = segment(epoch, partition, number);
    Publication result = null;
    try {
      try (OutputStream out = segmentFiles.create(file)) {
        SegmentCodec.write(segment, out);
      }
      result = move(file, target, segment.header().writer());
      return result;
    } finally {
      if (result != Publication.WON) {
        deleteQuietly(file);
      }
    }
  }

  private Publication move(Path file, Path target, UUID writer) throws IOException {
    Publication result = null;
    IOException failure = null;
    try {
      result = segmentFiles.move(file, target);
    } catch (IOException e) {
      failure = e;
    }
    if (result == Publication.WON) {
      return result;
    }
    // The answer may have been lost after the deed, and the deed tried again: what lies there
    // tells.
    try (FSDataInputStream in = files.open(target)) {
      boolean ours = SegmentCodec.readHeader(new BufferedInputStream(in)).writer().equals(writer);
      return ours ? Publication.WON : Publication.LOST;
    } catch (IOException unknown) {
      if (failure == null) {
        return result;
      }
      failure.addSuppressed(unknown);
      throw failure;
    }
  }

  /** The last segment's header of each partition that has one in this epoch. */
  Map<PartitionId, Segment.Header> ends(long epoch) throws IOException {
    Map<PartitionId, Integer> last = new TreeMap<>();
    for (FileStatus file : list(directory(epoch))) {
      Matcher matcher = SEGMENT.matcher(file.getPath().getName());
      if (matcher.matches()) {
        last.merge(
            PartitionId.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)), Math::max);
      }
    }
    Map<PartitionId, Segment.Header> ends = new TreeMap<>();
    for (Map.Entry<PartitionId, Integer> entry : last.entrySet()) {
      Path file = segment(epoch, entry.getKey(), entry.getValue());
      try (FSDataInputStream in = files.open(file)) {
        ends.put(entry.getKey(), SegmentCodec.readHeader(new BufferedInputStream(in)));
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
    return ends;
  }

  /** The epochs that exist. */
  SortedSet<Long> epochs() throws IOException {
    SortedSet<Long> numbers = new TreeSet<>();
    for (FileStatus directory : list(epochs)) {
      String name = directory.getPath().getName();
      if (EPOCH.matcher(name).matches()) {
        numbers.add(Long.parseLong(name));
      }
    }
    return numbers;
  }

  /**
   * Removes this epoch and all before it. From the moment on in which an epoch's directory is
   * moved, nobody can add a segment to it.
   */
  void removeUpTo(long epoch) throws IOException {
    for (long number : epochs().headSet(epoch + 1)) {
      files.mkdirs(removed);
      Path away = new Path(removed, name(number) + "-" + UUID.randomUUID());
      if (!files.rename(directory(number), away)) {
        throw new IOException("Could not move " + directory(number) + " to " + away);
      }
      files.delete(away, true);
    }
  }

  /**
   * Deletes what a crash has left: half of a removal, and files that nobody can be writing. Makes
   * the directory for new ones, with the permissions that Hadoop is told to give.
   */
  void sweep(long writtenBeforeMillis) throws IOException {
    files.delete(removed, true);
    files.mkdirs(written);
    for (FileStatus file : list(written)) {
      if (file.getModificationTime() < writtenBeforeMillis) {
        deleteQuietly(file.getPath());
      }
    }
  }

  private List<FileStatus> list(Path directory) throws IOException {
    try {
      return List.of(files.listStatus(directory));
    } catch (FileNotFoundException e) {
      return new ArrayList<>();
    }
  }

  private void deleteQuietly(Path file) {
    try {
      files.delete(file, false);
    } catch (IOException e) {
      // It takes room and does no harm: the next start sweeps it.
      return;
    }
  }

  private Path directory(long epoch) {
    return new Path(epochs, name(epoch));
  }

  private static String name(long epoch) {
    return "%012d".formatted(epoch);
  }

  private Path segment(long epoch, PartitionId partition, int number) {
    return new Path(directory(epoch), "%s.%06d".formatted(partition.name(), number));
  }
}
