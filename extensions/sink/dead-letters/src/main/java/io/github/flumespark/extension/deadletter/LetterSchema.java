package io.github.flumespark.extension.deadletter;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;

/** A dead letter as a record of Avro's. The first two fields are those of Flume's own events. */
final class LetterSchema {

  static final Schema SCHEMA =
      SchemaBuilder.record("DeadLetter")
          .namespace("io.github.flumespark.deadletter")
          .fields()
          .name("headers")
          .type()
          .map()
          .values()
          .stringType()
          .noDefault()
          .requiredBytes("body")
          .requiredString("sink")
          .requiredString("transformer")
          .requiredString("errorClass")
          .requiredString("errorPlace")
          .requiredString("time")
          .requiredInt("attempt")
          .endRecord();

  private LetterSchema() {}

  static GenericRecord toRecord(DeadLetter letter) {
    GenericRecord letterRecord = new GenericData.Record(SCHEMA);
    letterRecord.put("headers", letter.event().headers());
    letterRecord.put("body", letter.event().body());
    letterRecord.put("sink", letter.sinkName());
    letterRecord.put("transformer", letter.transformer());
    letterRecord.put("errorClass", letter.errorClass());
    letterRecord.put("errorPlace", letter.errorPlace());
    letterRecord.put("time", letter.time().toString());
    letterRecord.put("attempt", letter.attempt());
    return letterRecord;
  }

  static SinkEvent toEvent(GenericRecord letterRecord) {
    Map<String, String> headers = new LinkedHashMap<>();
    ((Map<?, ?>) letterRecord.get("headers"))
        .forEach((name, value) -> headers.put(name.toString(), value.toString()));
    return SinkEvent.sharing(headers, (ByteBuffer) letterRecord.get("body"));
  }
}
