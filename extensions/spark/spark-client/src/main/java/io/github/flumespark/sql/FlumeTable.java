package io.github.flumespark.sql;

import io.github.flumespark.sql.options.FlumeOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The events of one or more sinks. */
final class FlumeTable implements SupportsRead {

  private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * Makes a table.
   *
   * @param options not looked at before a scan
   */
  FlumeTable(Map<String, String> options) {
    this.options.putAll(options);
  }

  @Override
  public String name() {
    return "flume " + options.getOrDefault("sinks", "");
  }

  @Override
  public Column[] columns() {
    return Arrays.stream(EventRow.SCHEMA.fields())
        .map(field -> Column.create(field.name(), field.dataType(), field.nullable()))
        .toArray(Column[]::new);
  }

  /** The same, which Spark 4.0 asks for and later ones don't. */
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return EventRow.SCHEMA;
  }

  /** What DESCRIBE shows: none of the options, some of which are secrets. */
  @Override
  public Map<String, String> properties() {
    return Map.of(TableCatalog.PROP_PROVIDER, "flume");
  }

  /** BATCH_READ, so that we can say why not: Spark itself would say that there is no source. */
  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_READ);
  }

  /** A table's own options, and over them those of whoever reads it. */
  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(options);
    all.putAll(scanOptions.asCaseSensitiveMap());
    return () -> new FlumeScan(FlumeOptions.parse(all));
  }
}
