package io.github.flumespark.extension.deadletter;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * A container file that is being written. It has a name that nobody picks up until it is complete,
 * and is locked so that no other process takes it for one that a crash left behind. Not
 * thread-safe.
 */
final class LetterFile implements Closeable {

  static final String SUFFIX = ".avro";
  static final String OPEN_SUFFIX = ".avro.open";

  private final Path open;
  private final FileChannel channel;
  private final DataFileWriter<GenericRecord> writer =
      new DataFileWriter<>(new GenericDatumWriter<>(LetterSchema.SCHEMA));

  /** What is safe on disk, and whole. */
  private long goodLength;

  private int letters;

  /**
   * Makes a file.
   *
   * @param name without its suffix; new
   */
  LetterFile(Path directory, String name) throws IOException {
    open = directory.resolve(name + OPEN_SUFFIX);
    channel = FileChannel.open(open, CREATE_NEW, WRITE);
    try {
      channel.tryLock();
      writer.create(LetterSchema.SCHEMA, Channels.newOutputStream(channel));
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      Files.deleteIfExists(open);
      throw e;
    }
  }

  Path path() {
    return open;
  }

  long length() {
    return goodLength;
  }

  void append(GenericRecord letter) throws IOException {
    writer.append(letter);
  }

  /** Forces to disk what was appended. */
  void force(int appended) throws IOException {
    writer.flush();
    channel.force(true);
    goodLength = channel.position();
    letters += appended;
  }

  /** Completes the file, without what was not forced to disk; a file without letters goes. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (letters > 0) {
        channel.truncate(goodLength);
        channel.force(true);
        // While it is locked still: nobody must take it for a leftover of a crash.
        publish(open);
      } else {
        Files.deleteIfExists(open);
      }
    }
  }

  /** Gives a complete file the name by which readers know it. */
  static void publish(Path open) throws IOException {
    String name = open.getFileName().toString();
    Path complete =
        open.resolveSibling(name.substring(0, name.length() - OPEN_SUFFIX.length()) + SUFFIX);
    Files.move(open, complete, ATOMIC_MOVE);
    forceDirectory(open.getParent());
  }

  /** Makes names last. Where directories can't be opened (Windows) they need no help. */
  static void forceDirectory(Path directory) throws IOException {
    FileChannel opened;
    try {
      opened = FileChannel.open(directory, READ);
    } catch (IOException notOpenable) {
      return;
    }
    try (opened) {
      opened.force(true);
    }
  }
}
