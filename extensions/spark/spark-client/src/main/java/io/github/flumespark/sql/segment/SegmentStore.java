package io.github.flumespark.sql.segment;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The segments of one source of one query, on a Hadoop file system. Thread-safe; any number of
 * stores may work on the same directory, in as many JVMs.
 *
 * <p>All its promises rest on two that the file system makes: a file is moved to a name by one of
 * those that try, and a directory is moved away as a whole.
 */
public final class SegmentStore {

  /** What became of an attempt to make a segment. */
  public enum Publication {
    /** The file is the segment. */
    WON,
    /** Another file is. */
    LOST,
    /** The epoch is over, or this machine doesn't see it. */
    GONE
  }

  private static final Pattern SEGMENT = Pattern.compile("(.+)\\.(\\d+)");

  private final Layout layout;
  private final SegmentFiles segmentFiles;

  /**
   * Makes a store; nothing is read or written yet.
   *
   * @param root the directory that Spark gives the source, under the query's checkpoint
   * @param hadoop how to reach its file system
   */
  public SegmentStore(String root, Configuration hadoop) throws IOException {
    this.layout = Layout.of(root, hadoop);
    this.segmentFiles = SegmentFiles.on(layout.files(), hadoop);
  }

  Layout layout() {
    return layout;
  }

  SegmentFiles segmentFiles() {
    return segmentFiles;
  }

  /** Whether segments can be added to an epoch, as far as this machine sees. */
  public boolean isOpen(long epoch) throws IOException {
    return layout.files().exists(layout.epoch(epoch));
  }

  /** Whether an epoch is over, and its segments removed, or about to be. */
  public boolean isOver(long epoch) throws IOException {
    return layout.floorNumber() >= epoch;
  }

  /**
   * Why segments can't be added to an epoch.
   *
   * @return an error that says what to do about it, if anything
   */
  public IOException whyNotOpen(long epoch, PartitionId partition) throws IOException {
    if (isOver(epoch)) {
      return new IOException(
          "Epoch %d is over: this attempt to read %s from it comes too late, and has taken nothing"
              .formatted(epoch, partition));
    }
    return new IOException(
        "The machine %s does not see %s, which the driver has made: all machines must see the"
                .formatted(host(), layout.epoch(epoch))
            + " query's checkpoint, so set checkpointLocation to a directory on a shared file"
            + " system, such as HDFS");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // It doesn't know itself.
      return "of this task";
    }
  }

  /** Reads a segment; null if there is none. */
  public Segment read(long epoch, PartitionId partition, int number) throws IOException {
    Path file = layout.segment(epoch, partition, number);
    try (FSDataInputStream in = layout.files().open(file)) {
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
   * @return WON only if the batch may be acknowledged
   * @throws IOException if it could not be written, or if it is not known what came of it
   */
  public Publication publish(long epoch, PartitionId partition, int number, Segment segment)
      throws IOException {
    Path file = new Path(layout.written(), segment.header().writer().toString());
    Path target = layout.segment(epoch, partition, number);
    Publication result = null;
    try {
      try (OutputStream out = segmentFiles.create(file)) {
        SegmentCodec.write(segment, out);
      }
      result = move(file, target, segment.header().writer());
    } finally {
      if (result != Publication.WON) {
        layout.deleteQuietly(file);
      }
    }
    // A second driver may have made the directory again, after its epoch was over.
    return result == Publication.WON && isOver(epoch) ? Publication.GONE : result;
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
    try (FSDataInputStream in = layout.files().open(target)) {
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
  public Map<PartitionId, Segment.Header> ends(long epoch) throws IOException {
    Map<PartitionId, Integer> last = new TreeMap<>();
    for (FileStatus file : layout.list(layout.epoch(epoch))) {
      Matcher matcher = SEGMENT.matcher(file.getPath().getName());
      if (matcher.matches()) {
        last.merge(
            PartitionId.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)), Math::max);
      }
    }
    Map<PartitionId, Segment.Header> ends = new TreeMap<>();
    for (Map.Entry<PartitionId, Integer> entry : last.entrySet()) {
      Path file = layout.segment(epoch, entry.getKey(), entry.getValue());
      try (FSDataInputStream in = layout.files().open(file)) {
        ends.put(entry.getKey(), SegmentCodec.readHeader(new BufferedInputStream(in)));
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
    return ends;
  }
}
