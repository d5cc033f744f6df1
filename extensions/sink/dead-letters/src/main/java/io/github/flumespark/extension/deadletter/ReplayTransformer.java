package io.github.flumespark.extension.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Flume's deserializer gives a record's binary form as the body, and its schema's hash. */
final class ReplayTransformer implements EventTransformer {

  /** Of Flume's AvroEventDeserializer; by default, it tells the schema so. */
  static final String SCHEMA_HASH = "flume.avro.schema.hash";

  /** The hash that Flume tells, in its form: the least significant byte comes first. */
  static final String OURS =
      "%016x"
          .formatted(
              Long.reverseBytes(SchemaNormalization.parsingFingerprint64(LetterSchema.SCHEMA)));

  @Override
  public void transform(SinkEvent event, Emitter out) throws IOException {
    String hash = event.headers().get(SCHEMA_HASH);
    if (hash == null) {
      out.emit(event);
      return;
    }
    if (!hash.equals(OURS)) {
      throw new IOException(
          "The header %s is '%s'; allowed: that of dead letters, '%s'"
              .formatted(SCHEMA_HASH, hash, OURS));
    }
    ByteBuffer body = event.body();
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    GenericRecord letter =
        new GenericDatumReader<GenericRecord>(LetterSchema.SCHEMA)
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    out.emit(LetterSchema.toEvent(letter));
  }
}
