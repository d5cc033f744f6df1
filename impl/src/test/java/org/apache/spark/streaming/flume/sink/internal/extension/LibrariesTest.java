package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log says of the libraries that the agent brings. */
class LibrariesTest {

  @Test
  void avroAndNettyAreToldWithTheirVersions() {
    assertThat(Libraries.describe())
        .anyMatch(
            line -> line.matches("Avro: org\\.apache\\.avro\\.Schema 1\\.1[12]\\.\\d+ from .*"))
        .anyMatch(line -> line.matches("Netty: \\D*4\\..*Final.*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.11.0", "1.11.3", "1.8.2", "1.9", "1.11.3.redhat-1", "1.11.2-SNAPSHOT"})
  void anAvroWithKnownVulnerabilitiesIsToldWithWhatToDo(String version) {
    assertThat(Libraries.avroWarning(version, "/opt/flume/lib/avro.jar"))
        .get()
        .asString()
        .contains("Avro " + version, "CVE-2024-47561", "replace /opt/flume/lib/avro.jar", "1.11.4");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"1.11.4", "1.11.5", "1.12.0", "1.12.1", "2.0"})
  void aNewerOneIsNot(String version) {
    assertThat(Libraries.avroWarning(version, "/opt/flume/lib/avro.jar")).isEmpty();
  }
}
