package io.github.flumespark.sql;

import io.github.flumespark.client.ClientEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** An event as a row. Its headers are decoded when somebody looks at them: many don't. */
final class EventRow extends GenericInternalRow {

  static final StructType SCHEMA =
      new StructType(
          new StructField[] {
            new StructField(
                "headers",
                DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false),
                false,
                Metadata.empty()),
            new StructField("body", DataTypes.BinaryType, false, Metadata.empty()),
            new StructField("sink", DataTypes.StringType, false, Metadata.empty()),
            new StructField("sequence", DataTypes.StringType, false, Metadata.empty()),
            new StructField("receivedAt", DataTypes.TimestampType, false, Metadata.empty())
          });

  private static final long serialVersionUID = 1;
  private static final int HEADERS = 0;

  private final transient ClientEvent event;

  /**
   * Makes a row.
   *
   * @param sink shared by the rows of a segment, as {@code sequence} is
   */
  EventRow(ClientEvent event, UTF8String sink, UTF8String sequence, long receivedMicros) {
    super(new Object[] {null, event.body(), sink, sequence, receivedMicros});
    this.event = event;
  }

  @Override
  public Object genericGet(int ordinal) {
    if (ordinal == HEADERS && values()[HEADERS] == null) {
      update(HEADERS, map(event));
    }
    return super.genericGet(ordinal);
  }

  /** The map's strings are parts of the event's own bytes: nothing is copied or decoded. */
  private static ArrayBasedMapData map(ClientEvent event) {
    List<UTF8String> names = new ArrayList<>();
    List<UTF8String> values = new ArrayList<>();
    event.readEncodedHeaders(
        (bytes, name, nameLength, value, valueLength) -> {
          names.add(UTF8String.fromBytes(bytes, name, nameLength));
          values.add(UTF8String.fromBytes(bytes, value, valueLength));
        });
    return new ArrayBasedMapData(
        new GenericArrayData(names.toArray()), new GenericArrayData(values.toArray()));
  }
}
