package io.github.flumespark.sql;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The events of one or more sinks. */
final class FlumeTable implements SupportsRead {

  private final FlumeOptions options;

  FlumeTable(FlumeOptions options) {
    this.options = options;
  }

  @Override
  public String name() {
    return "flume " + options;
  }

  @Override
  public Column[] columns() {
    return Arrays.stream(EventRow.SCHEMA.fields())
        .map(field -> Column.create(field.name(), field.dataType(), field.nullable()))
        .toArray(Column[]::new);
  }

  /** BATCH_READ, so that we can say why not: Spark itself would say that there is no source. */
  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
    return () -> new FlumeScan(options);
  }
}
