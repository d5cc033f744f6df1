package io.github.flumespark.sql.segment;

import io.github.flumespark.client.ClientEvent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The form of a segment's file: a header, the events (headers as on the wire, body), and a checksum
 * of it all. Stateless.
 */
final class SegmentCodec {

  /** "FlS" and the version of the form. */
  private static final int MAGIC = 0x466C5302;

  /** Without a problem, and of the totals with the number of events alone. */
  private static final int FIRST_MAGIC = 0x466C5301;

  /** A problem may quote a long message, and a string here has 64 KiB at most. */
  private static final int MAX_PROBLEM_CHARS = 2000;

  private static final int BUFFER_BYTES = 1 << 16;

  /** No array is made for a length that a damaged file claims before as much has been read. */
  private static final int CHUNK_BYTES = 1 << 20;

  private SegmentCodec() {}

  /** Writes the segment; flushes, but does not close. */
  static void write(Segment segment, OutputStream file) throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(file, new CRC32C());
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(checked, BUFFER_BYTES));
    Segment.Header header = segment.header();
    out.writeInt(MAGIC);
    out.writeLong(header.writer().getMostSignificantBits());
    out.writeLong(header.writer().getLeastSignificantBits());
    out.writeUTF(header.sink());
    out.writeUTF(header.sequence());
    out.writeLong(header.receivedMicros());
    Totals totals = header.totals();
    out.writeLong(totals.events());
    out.writeLong(totals.taken());
    out.writeLong(totals.bytes());
    out.writeInt(totals.polls());
    out.writeLong(totals.waitMillis());
    out.writeUTF(header.end().name());
    String problem = header.problem();
    out.writeUTF(problem.substring(0, Math.min(problem.length(), MAX_PROBLEM_CHARS)));
    out.writeInt(segment.events().size());
    for (ClientEvent event : segment.events()) {
      writeBytes(out, event.encodedHeaders());
      writeBytes(out, event.body());
    }
    // What is still in the buffer belongs to the checksum.
    out.flush();
    out.writeInt((int) checked.getChecksum().getValue());
    out.flush();
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads a segment; does not close.
   *
   * @throws IOException if the file can't be read, or is not whole, or damaged
   */
  static Segment read(InputStream file) throws IOException {
    try {
      return readWhole(file);
    } catch (EOFException e) {
      throw cutOff(e);
    }
  }

  private static Segment readWhole(InputStream file) throws IOException {
    CheckedInputStream checked =
        new CheckedInputStream(new BufferedInputStream(file, BUFFER_BYTES), new CRC32C());
    DataInputStream in = new DataInputStream(checked);
    Segment.Header header = readHeader(in);
    int count = in.readInt();
    List<ClientEvent> events = new ArrayList<>(Math.max(0, Math.min(count, 10_000)));
    try {
      for (int i = 0; i < count; i++) {
        byte[] headers = readBytes(in);
        events.add(ClientEvent.ofEncoded(headers, readBytes(in)));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("damaged: event " + events.size() + ": " + e.getMessage(), e);
    }
    int actual = (int) checked.getChecksum().getValue();
    if (count < 0 || in.readInt() != actual) {
      throw new IOException("damaged: the checksum is wrong");
    }
    return new Segment(header, List.copyOf(events));
  }

  /** Reads no more than the header, without a look at the checksum. */
  static Segment.Header readHeader(InputStream file) throws IOException {
    try {
      return readHeader(new DataInputStream(file));
    } catch (EOFException e) {
      throw cutOff(e);
    }
  }

  private static IOException cutOff(EOFException e) {
    return new IOException("not whole: it ends too early", e);
  }

  private static Segment.Header readHeader(DataInputStream in) throws IOException {
    int magic = in.readInt();
    if (magic != MAGIC && magic != FIRST_MAGIC) {
      throw new IOException("not a segment of this version: it begins with %08x".formatted(magic));
    }
    UUID writer = new UUID(in.readLong(), in.readLong());
    String sink = in.readUTF();
    String sequence = in.readUTF();
    long receivedMicros = in.readLong();
    long events = in.readLong();
    Totals totals =
        magic == MAGIC
            ? new Totals(events, in.readLong(), in.readLong(), in.readInt(), in.readLong())
            : new Totals(events, events, 0, 0, 0);
    String end = in.readUTF();
    String problem = magic == MAGIC ? in.readUTF() : "";
    try {
      return new Segment.Header(
          writer, sink, sequence, receivedMicros, totals, Segment.End.valueOf(end), problem);
    } catch (IllegalArgumentException e) {
      throw new IOException("damaged: it ends with '" + end + "'", e);
    }
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("damaged: a length of " + length);
    }
    if (length > CHUNK_BYTES) {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return bytes;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
