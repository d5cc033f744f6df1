package io.github.flumespark.extension.deadletter;

import io.github.flumespark.contract.DeadLetterStoreContract;
import io.github.flumespark.contract.FakeExtensionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;

class AvroFileStoreContractTest extends DeadLetterStoreContract {

  @Override
  protected DeadLetterStoreFactory factory() {
    return new AvroFileStoreFactory();
  }

  @Override
  protected Map<String, String> badValues() {
    return Map.of("rollBytes", "0", "rollAfter", "5", "maxBytes", "much");
  }

  /** Those that are open too: a kill leaves them so, and the next start completes them. */
  @Override
  protected List<SinkEvent> stored(FakeExtensionContext context) throws IOException {
    List<SinkEvent> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(context.dataDirectory())) {
      for (Path file : files.filter(path -> path.toString().contains(".avro")).toList()) {
        try (DataFileReader<GenericRecord> reader =
            new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
          reader.forEach(letter -> events.add(LetterSchema.toEvent(letter)));
        }
      }
    }
    return events;
  }
}
