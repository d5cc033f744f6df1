package io.github.flumespark.sql;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.TableScan;
import org.apache.spark.sql.types.StructType;

/** A table of Spark 3.5's catalog, for those who don't read it as a stream: it has a schema. */
final class FlumeRelation extends BaseRelation implements TableScan {

  private final SQLContext context;

  FlumeRelation(SQLContext context) {
    this.context = context;
  }

  @Override
  public SQLContext sqlContext() {
    return context;
  }

  @Override
  public StructType schema() {
    return EventRow.SCHEMA;
  }

  @Override
  public RDD<Row> buildScan() {
    throw FlumeScan.noBatch();
  }
}
