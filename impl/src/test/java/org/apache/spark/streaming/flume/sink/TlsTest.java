package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.JdkZlibEncoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.tls.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink whose connections are encrypted, and Avro's own client. */
class TlsTest {

  @Test
  void aClientThatTrustsTheCertificateIsServed() throws Exception {
    try (TestSink sink = sink(Certificates.settings("server"))) {
      assertServes(sink, tls(Certificates.client("server", null)));
    }
  }

  @Test
  void tlsIsOutsideOfCompression() throws Exception {
    try (TestSink sink = sink(Certificates.settings("server"), "compression-type", "deflate")) {
      Consumer<SocketChannel> tls = tls(Certificates.client("server", null));
      assertServes(
          sink,
          socket -> {
            tls.accept(socket);
            socket.pipeline().addLast(new JdkZlibDecoder(ZlibWrapper.ZLIB, 1 << 20));
            socket.pipeline().addLast(new JdkZlibEncoder(ZlibWrapper.ZLIB));
          });
    }
  }

  @Test
  void aClientThatSpeaksPlainTextIsClosedWithOneWarningAndOthersAreServed() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = sink(Certificates.settings("server"))) {
      try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
        plain.setSoTimeout(30_000);
        plain.getOutputStream().write(new byte[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4, 1, 2, 3, 4});
        plain.getInputStream().readAllBytes();
        String peer = "127.0.0.1:" + plain.getLocalPort();
        await().until(() -> !log.linesWith(peer).isEmpty());
        assertThat(log.warnings())
            .singleElement()
            .asString()
            .contains(peer, "does not speak TLS")
            .doesNotContain("01020304");
      }
      assertServes(sink, tls(Certificates.client("server", null)));
      assertThat(log.linesWith("ERROR")).isEmpty();
    }
  }

  @Test
  void aClientThatIsGoneBeforeItsHandshakeIsNotWorthALine() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = sink(Certificates.settings("server"))) {
      new Socket(InetAddress.getLoopbackAddress(), sink.port()).close();
      assertServes(sink, tls(Certificates.client("server", null)));
      assertThat(log.warnings()).isEmpty();
      assertThat(log.linesWith("ERROR")).isEmpty();
    }
  }

  @Test
  void withNeedClientAuthOnlyTrustedClientsAreServed() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = mutual()) {
      assertServes(sink, tls(Certificates.client("server", "client")));
      assertThat(log.warnings()).isEmpty();

      assertRefused(sink, Certificates.client("server", null));
      await().until(() -> log.warnings().size() == 1);
      assertRefused(sink, Certificates.client("server", "stranger"));

      assertServes(sink, tls(Certificates.client("server", "client")));
      assertThat(log.warnings()).allMatch(line -> line.contains("its TLS failed: "));
      assertThat(log.linesWith("ERROR")).isEmpty();
    }
  }

  private static TestSink mutual() throws Exception {
    return sink(
        Certificates.settings("server"),
        "need-client-auth",
        "true",
        "truststore",
        Certificates.truststore("client").toString(),
        "truststore-password",
        Certificates.PASSWORD,
        "truststore-type",
        "PKCS12");
  }

  @Test
  void onlyTheProtocolsThatAreIncludedAreSpoken() throws Exception {
    try (TestSink sink = sink(Certificates.settings("server"), "include-protocols", "TLSv1.2")) {
      SSLContext client = Certificates.client("server", null);
      try (SSLSocket socket = connect(sink, client)) {
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
      }
      try (SSLSocket socket = connect(sink, client)) {
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aNewCertificateNeedsNoRestartAndABrokenFileLeavesTheOldOneInUse(@TempDir Path directory)
      throws Exception {
    Path store = directory.resolve("store.p12");
    Files.copy(Certificates.keystore("server"), store);
    try (LogCapture log = new LogCapture();
        TestSink sink = sink(Certificates.settings(store));
        TestClient before = new TestClient(sink.port(), tls(Certificates.client("server", null)))) {
      before.poll(0);
      assertThat(shown(sink, "server")).isTrue();

      Files.write(store, "not a key store".getBytes(UTF_8));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !log.linesWith("can't be used, those from before stay in use").isEmpty());
      assertThat(shown(sink, "server")).isTrue();

      replace(store, Certificates.keystore("stranger"));
      await().atMost(Duration.ofSeconds(60)).until(() -> shown(sink, "stranger"));

      assertThat(before.poll(0).getErrorMsg().toString()).contains("n = 0");
      assertThat(log.linesWith("ERROR")).hasSize(1);
      assertThat(log.linesWith(Certificates.PASSWORD)).isEmpty();
    }
  }

  private static void replace(Path file, Path by) throws IOException {
    Path next = file.resolveSibling("next");
    Files.copy(by, next);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether the sink shows the certificate of that name, and no other. */
  private static boolean shown(TestSink sink, String name) throws Exception {
    try (SSLSocket socket = connect(sink, Certificates.client(name, null))) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0].equals(Certificates.certificate(name));
    } catch (SSLPeerUnverifiedException | javax.net.ssl.SSLHandshakeException e) {
      return false;
    }
  }

  private static SSLSocket connect(TestSink sink, SSLContext client) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), sink.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** With TLS 1.3 a client learns of the refusal when it first reads. */
  private static void assertRefused(TestSink sink, SSLContext client) throws IOException {
    try (SSLSocket socket = connect(sink, client)) {
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                if (socket.getInputStream().read() < 0) {
                  throw new IOException("closed");
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining("timed out");
    }
  }

  private static TestSink sink(Map<String, String> tls, String... more) {
    Map<String, String> settings = new HashMap<>(tls);
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return TestSink.onMemory(Map.of(), settings);
  }

  private static Consumer<SocketChannel> tls(SSLContext context) {
    return socket -> {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(true);
      socket.pipeline().addLast(new SslHandler(engine));
    };
  }

  private static void assertServes(TestSink sink, Consumer<SocketChannel> handlers)
      throws Exception {
    sink.put(List.of(EventBuilder.withBody("served", UTF_8, Map.of("name", "value"))));
    try (TestClient client = new TestClient(sink.port(), handlers)) {
      EventBatch batch = client.poll(10);
      assertThat(batch.getEvents()).hasSize(1);
      client.ack(batch);
    }
  }
}
