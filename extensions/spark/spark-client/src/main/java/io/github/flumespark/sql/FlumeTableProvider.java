package io.github.flumespark.sql;

import aQute.bnd.annotation.spi.ServiceProvider;
import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.options.TableProperties;
import java.util.Map;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.connector.catalog.SessionConfigSupport;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.execution.streaming.Source;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;
import org.apache.spark.sql.sources.StreamSourceProvider;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.Tuple2;

/**
 * The source {@code flume}: polls sinks in a Flume agent, and delivers each event that it has
 * written to the query's checkpoint exactly once. Spark makes it, by its short name or by that of
 * this class.
 */
@ServiceProvider(DataSourceRegister.class)
public final class FlumeTableProvider
    implements TableProvider,
        DataSourceRegister,
        SessionConfigSupport,
        StreamSourceProvider,
        RelationProvider {

  /** For Spark. */
  public FlumeTableProvider() {
    // Nothing is known before the options.
  }

  @Override
  public String shortName() {
    return "flume";
  }

  /** Options can be set for a whole session, as {@code spark.datasource.flume.NAME}. */
  @Override
  public String keyPrefix() {
    return "flume";
  }

  /**
   * The one schema: headers, body, sink, sequence, receivedAt.
   *
   * @throws IllegalArgumentException if an option of {@code readStream()} is wrong; it names
   *     option, value and what is allowed. Those of a table of the catalog are read when it is: it
   *     must be possible to describe and to drop one that is wrong
   */
  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    if (!TableProperties.areOfATable(options)) {
      FlumeOptions.parse(options.asCaseSensitiveMap());
    }
    return EventRow.SCHEMA;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new FlumeTable(
        TableProperties.areOfATable(properties)
            ? SessionOptions.with(TableProperties.options(properties))
            : properties);
  }

  /** The schema, for Spark 3.5 and a table of its catalog, which has none there. */
  @Override
  public Tuple2<String, StructType> sourceSchema(
      SQLContext context,
      Option<StructType> schema,
      String name,
      scala.collection.immutable.Map<String, String> options) {
    return new Tuple2<>(shortName(), EventRow.SCHEMA);
  }

  /** A stream, for Spark 3.5 and a table of its catalog. */
  @Override
  public Source createSource(
      SQLContext context,
      String metadataPath,
      Option<StructType> schema,
      String name,
      scala.collection.immutable.Map<String, String> options) {
    Map<String, String> all = SessionOptions.with(options);
    // The catalog gives each of its tables a place for files.
    all.remove("path");
    return new FlumeV1Source(new FlumeMicroBatchStream(metadataPath, FlumeOptions.parse(all)));
  }

  /** What Spark 3.5 describes a table of its catalog by, and reads it as anything but a stream. */
  @Override
  public BaseRelation createRelation(
      SQLContext context, scala.collection.immutable.Map<String, String> options) {
    return new FlumeRelation(context);
  }
}
