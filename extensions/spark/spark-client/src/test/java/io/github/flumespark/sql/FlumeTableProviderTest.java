package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.ServiceLoader;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

class FlumeTableProviderTest {

  private static final Map<String, String> OPTIONS = Map.of("sinks", "agent:9999");

  @Test
  void sparkFindsItByItsName() {
    assertThat(ServiceLoader.load(DataSourceRegister.class).stream())
        .filteredOn(provider -> provider.type().equals(FlumeTableProvider.class))
        .singleElement()
        .extracting(provider -> provider.get().shortName())
        .isEqualTo("flume");
  }

  @Test
  void theSchemaIsTheDocumentedOne() {
    assertThat(new FlumeTableProvider().inferSchema(new CaseInsensitiveStringMap(OPTIONS)).toDDL())
        .isEqualTo(
            "headers MAP<STRING, STRING> NOT NULL,body BINARY NOT NULL,sink STRING NOT NULL,"
                + "sequence STRING NOT NULL,receivedAt TIMESTAMP NOT NULL");
  }

  @Test
  void aBatchQueryIsToldToStream() {
    SupportsRead table =
        (SupportsRead) new FlumeTableProvider().getTable(null, new Transform[0], OPTIONS);
    Scan scan = table.newScanBuilder(new CaseInsensitiveStringMap(OPTIONS)).build();
    assertThatThrownBy(scan::toBatch)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("readStream()")
        .hasMessageContaining("AvailableNow");
  }
}
