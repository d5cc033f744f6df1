package org.apache.spark.streaming.flume.sink.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.apache.spark.streaming.flume.sink.TestClient;
import org.apache.spark.streaming.flume.sink.TestSink;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenegotiationTest {

  /** With the session invalidated the second handshake is a full one, otherwise a short one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSecondHandshakeIsRefusedAndEndsTheConnection(boolean full) throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), Certificates.settings("server"));
        SSLSocket socket = connect(sink)) {
      Semaphore handshakes = new Semaphore(0);
      socket.addHandshakeCompletedListener(completed -> handshakes.release());
      socket.startHandshake();
      assertThat(handshakes.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");

      // Whoever reads processes the server's part of a handshake.
      CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> read(socket));
      if (full) {
        socket.getSession().invalidate();
      }
      try {
        socket.startHandshake();
      } catch (IOException closedAlready) {
        // The refusal can come while this is still writing.
      }

      assertThat(read.get(1, TimeUnit.MINUTES)).as("end of the stream").isNegative();
      // The server's part of a short one may be on its way before it is refused.
      assertThat(handshakes.availablePermits()).isLessThanOrEqualTo(full ? 0 : 1);
      await().until(() -> !log.warnings().isEmpty());
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("its TLS failed: it began a second handshake, which is refused");
      assertThat(log.linesWith("ERROR")).isEmpty();
    }
  }

  /** To the engine, this is as much of a handshake as the other. */
  @Test
  void anUpdateOfKeysInTls13IsNone() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), Certificates.settings("server"))) {
      SSLEngine engine = Certificates.client("server", null).createSSLEngine();
      engine.setUseClientMode(true);
      try (TestClient client =
          new TestClient(
              sink.port(), socket -> socket.pipeline().addLast(new SslHandler(engine)))) {
        client.poll(0);
        assertThat(engine.getSession().getProtocol()).isEqualTo("TLSv1.3");

        engine.beginHandshake();

        assertThat(client.poll(0).getErrorMsg().toString()).contains("n = 0");
      }
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void aGoodbyeInTls12IsNone() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), Certificates.settings("server"))) {
      try (SSLSocket socket = connect(sink)) {
        socket.startHandshake();
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isNegative();
      }
      assertThat(log.warnings()).isEmpty();
    }
  }

  private static SSLSocket connect(TestSink sink) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            Certificates.client("server", null)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), sink.port());
    socket.setSoTimeout(60_000);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    return socket;
  }

  /** An alert, a reset and the end are all the same here. */
  private static int read(SSLSocket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException ended) {
      return -1;
    }
  }
}
