package io.github.flumespark.itest.structured;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A directory with a file for each micro-batch: a line for each event. */
final class Output {

  private final Path directory;

  Output(Path directory) {
    this.directory = directory;
  }

  void write(Dataset<Row> batch, Long number) {
    CrashPoint.pass("before", "output", number.toString());
    // As jobs do it that look before they work: reads a part of the batch, then all of it.
    List<String> lines =
        batch.isEmpty() ? List.of() : batch.collectAsList().stream().map(Output::line).toList();
    replace(number, lines);
    StructuredJob.say("BATCH " + number + " " + lines.size());
    CrashPoint.pass("after", "output", number.toString());
  }

  /** Leaves these lines in the micro-batch's file, whatever was there. */
  void replace(Long number, List<String> lines) {
    try {
      Path file = Files.createTempFile(Files.createDirectories(directory), "writing-", ".tmp");
      Files.write(file, lines, UTF_8);
      Files.move(
          file,
          directory.resolve(number.toString()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Body, key, value, key, value... in Base64; the keys in order. */
  static String line(Row row) {
    StringBuilder line = new StringBuilder(encode(row.getAs("body")));
    Map<String, String> headers = row.getJavaMap(row.fieldIndex("headers"));
    new TreeMap<>(headers)
        .forEach(
            (key, value) ->
                line.append(',')
                    .append(encode(key.getBytes(UTF_8)))
                    .append(',')
                    .append(encode(value.getBytes(UTF_8))));
    return line.toString();
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
