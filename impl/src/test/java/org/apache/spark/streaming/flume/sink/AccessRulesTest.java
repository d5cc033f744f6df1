package org.apache.spark.streaming.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ipFilter}: who may connect. */
class AccessRulesTest {

  /** One is decided on the I/O thread, the other needs a name and is decided elsewhere. */
  @ParameterizedTest
  @ValueSource(strings = {"allow:ip:127.0.0.1,deny:ip:*", "allow:name:localhost,deny:ip:*"})
  void whoIsAllowedIsServed(String rules) throws Exception {
    try (TestSink sink = sink(rules);
        TestClient client = new TestClient(sink.port())) {
      assertThat(client.poll(0).getErrorMsg().toString()).contains("n = 0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny:ip:127.0.0.1,allow:ip:*",
        "allow:ip:10.*,deny:ip:*",
        "allow:name:no-such-name.invalid,deny:ip:*"
      })
  void whoIsDeniedIsClosedWithOneWarning(String rules) throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = sink(rules)) {
      try (Socket denied = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
        denied.setSoTimeout(60_000);
        assertThat(denied.getInputStream().read()).isEqualTo(-1);
      }
      await().until(() -> !log.warnings().isEmpty());
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("ipFilterRules deny a connection from 127.0.0.1:");
    }
  }

  @Test
  void aDeniedPeerTakesNobodysPlace() throws Exception {
    try (TestSink sink =
        TestSink.onMemory(
            Map.of(),
            Map.of(
                "ipFilter", "true",
                "ipFilterRules", "allow:ip:127.0.0.1,deny:ip:*",
                "max-connections", "1"))) {
      InetAddress other = InetAddress.getByName("127.0.0.2");
      try (Socket denied = new Socket(InetAddress.getLoopbackAddress(), sink.port(), other, 0)) {
        denied.setSoTimeout(60_000);
        assertThat(denied.getInputStream().read()).isEqualTo(-1);
      }
      try (TestClient client = new TestClient(sink.port())) {
        assertThat(client.poll(0).getErrorMsg().toString()).contains("n = 0");
      }
    }
  }

  private static TestSink sink(String rules) {
    return TestSink.onMemory(Map.of(), Map.of("ipFilter", "true", "ipFilterRules", rules));
  }
}
