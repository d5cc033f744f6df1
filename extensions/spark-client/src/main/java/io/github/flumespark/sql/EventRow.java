package io.github.flumespark.sql;

import io.github.flumespark.client.ClientEvent;
import java.util.Map;
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
      update(HEADERS, map(event.headers()));
    }
    return super.genericGet(ordinal);
  }

  private static ArrayBasedMapData map(Map<String, String> headers) {
    Object[] keys = new Object[headers.size()];
    Object[] values = new Object[headers.size()];
    int i = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      keys[i] = UTF8String.fromString(header.getKey());
      values[i] = UTF8String.fromString(header.getValue());
      i++;
    }
    return new ArrayBasedMapData(new GenericArrayData(keys), new GenericArrayData(values));
  }
}
