package io.github.flumespark.extension.deadletter;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Completes the files that a crash left open. Their last block may be torn: its events are in the
 * channel still.
 */
final class Leftovers {

  private Leftovers() {}

  /**
   * Completes what nobody writes any more.
   *
   * @param ours the files that this process writes; they must not even be opened, since closing
   *     them would give up their locks
   */
  static void complete(Path directory, Set<Path> ours) throws IOException {
    List<Path> open;
    try (Stream<Path> files = Files.list(directory)) {
      open =
          files
              .filter(file -> file.toString().endsWith(LetterFile.OPEN_SUFFIX))
              .filter(file -> !ours.contains(file))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : open) {
      complete(file);
    }
  }

  private static void complete(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return;
      }
      long whole = wholeLength(channel);
      if (whole == 0) {
        Files.delete(file);
        return;
      }
      channel.truncate(whole);
      channel.force(true);
      LetterFile.publish(file);
    }
  }

  /** How much of a file can be read; 0 if there is not one letter in it. */
  private static long wholeLength(FileChannel channel) throws IOException {
    ChannelInput input = new ChannelInput(channel);
    long whole = 0;
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(input, new GenericDatumReader<>())) {
      GenericRecord letter = null;
      while (reader.hasNext()) {
        letter = reader.next(letter);
        whole = reader.previousSync();
      }
      return whole;
    } catch (IOException | RuntimeException torn) {
      // Of a file that ends within its header, Avro makes a NullPointerException.
      input.throwFailure();
      return whole;
    }
  }
}
