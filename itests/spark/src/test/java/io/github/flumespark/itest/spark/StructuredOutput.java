package io.github.flumespark.itest.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The directory in which a structured job leaves a file for each micro-batch. */
record StructuredOutput(Path directory) {

  /** The events of each micro-batch, as {@link Events#line} has them. */
  Map<Long, List<String>> batches() throws IOException {
    Map<Long, List<String>> batches = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> !path.toString().endsWith(".tmp")).toList()) {
        batches.put(Long.parseLong(file.getFileName().toString()), Files.readAllLines(file));
      }
    } catch (NoSuchFileException e) {
      // No batch so far.
      return batches;
    }
    return batches;
  }

  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    batches().values().forEach(lines::addAll);
    return lines;
  }
}
