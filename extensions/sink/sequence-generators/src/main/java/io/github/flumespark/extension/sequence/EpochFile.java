package io.github.flumespark.extension.sequence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The epoch on disk. At any moment, a crash included, the file is the old one or the new one, each
 * whole. For the holder of the directory's lock.
 */
final class EpochFile {

  static final String NAME = "epoch";

  /** Far more than a whole file has; what is longer is damaged, and is not read to its end. */
  private static final int MAX_BYTES = 256;

  private final Path directory;
  private final Path file;

  EpochFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(NAME);
  }

  /** The next epoch; it is safe on disk when this returns. */
  Epoch advance() throws IOException {
    Epoch next = readNext();
    Path fresh = directory.resolve(NAME + ".tmp");
    try (FileChannel channel = FileChannel.open(fresh, CREATE, WRITE, TRUNCATE_EXISTING)) {
      ByteBuffer line = ByteBuffer.wrap(next.toLine().getBytes(ISO_8859_1));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
    }
    Files.move(fresh, file, ATOMIC_MOVE, REPLACE_EXISTING);
    forceDirectory();
    return next;
  }

  private Epoch readNext() throws IOException {
    byte[] bytes;
    try (FileChannel channel = FileChannel.open(file, READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // One read may give less than there is.
      }
      bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
    } catch (NoSuchFileException firstStart) {
      return Epoch.first();
    }
    return Epoch.parse(new String(bytes, ISO_8859_1))
        .filter(epoch -> epoch.number() < Long.MAX_VALUE)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    ("The file %s is damaged, so the epoch of the last start is not known, and"
                            + " numbers could come twice; delete it to begin with a new ID, which"
                            + " no earlier number has")
                        .formatted(file)))
        .next();
  }

  /** Makes the move itself last. Where directories can't be opened (Windows) it needs no help. */
  private void forceDirectory() throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(directory, READ);
    } catch (IOException notOpenable) {
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }
}
