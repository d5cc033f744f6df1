package io.github.flumespark.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secured and compressed connections to the real sink. */
class TlsAndDeflateTest {

  private static final String PASSWORD = "a-password";
  private static final Map<String, String> DEFLATE = Map.of("compression-type", "deflate");

  @TempDir static Path stores;

  /** Each has a key and the certificate that goes with it, so it can be shown and trusted alike. */
  private static TlsSettings.Store sinks;

  private static TlsSettings.Store clients;

  @BeforeAll
  static void makeKeys() throws Exception {
    sinks = make("sink");
    clients = make("client");
  }

  private static TlsSettings.Store make(String name) throws Exception {
    Path store = stores.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as("keytool ended").isTrue();
    assertThat(keytool.exitValue()).as(output).isZero();
    return new TlsSettings.Store(store.toString(), PASSWORD);
  }

  private static RealSink sink(boolean tls, boolean clientAuth, boolean deflate) {
    Map<String, String> settings = new HashMap<>();
    if (tls) {
      settings.put("ssl", "true");
      settings.put("keystore", sinks.path());
      settings.put("keystore-password", PASSWORD);
      settings.put("keystore-type", "PKCS12");
    }
    if (clientAuth) {
      settings.put("need-client-auth", "true");
      settings.put("truststore", clients.path());
      settings.put("truststore-password", PASSWORD);
      settings.put("truststore-type", "PKCS12");
    }
    if (deflate) {
      settings.putAll(DEFLATE);
    }
    return new RealSink(settings);
  }

  private static ClientSettings client(TlsSettings tls, boolean deflate) {
    return ClientSettings.builder()
        .tls(tls)
        .deflate(deflate)
        .callTimeout(Duration.ofSeconds(20))
        .build();
  }

  private static TlsSettings trusting() {
    return TlsSettings.DEFAULTS.withTruststore(sinks);
  }

  @ParameterizedTest
  @CsvSource({"true,false,false", "true,true,false", "true,true,true", "false,false,true"})
  void batchesComeAndAreAcknowledged(boolean tls, boolean clientAuth, boolean deflate)
      throws IOException {
    TlsSettings settings = clientAuth ? trusting().withKeystore(clients) : trusting();
    try (RealSink sink = sink(tls, clientAuth, deflate);
        SinkClient client =
            SinkClient.connect(sink.address(), client(tls ? settings : null, deflate))) {
      for (int i = 0; i < 3; i++) {
        byte[] body = ("body " + i + " ").repeat(20_000).getBytes(UTF_8);
        sink.put(List.of(EventBuilder.withBody(body, Map.of("i", Integer.toString(i)))));
        EventBatch batch = client.poll(10);

        assertThat(batch.events())
            .containsExactly(ClientEvent.of(Map.of("i", Integer.toString(i)), body));
        client.ack(batch.sequenceNumber());
      }
      assertThat(sink.stopAndDrain()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true", "true,true"})
  void aWaitThatEndsInTheMiddleOfAnAnswerSpoilsNothing(boolean tls, boolean deflate)
      throws IOException {
    try (RealSink sink = sink(tls, false, deflate);
        DrippingProxy proxy = new DrippingProxy(sink.address());
        SinkClient client =
            SinkClient.connect(proxy.address(), client(tls ? trusting() : null, deflate))) {
      assertThat(client.tellsState()).isTrue();
      for (int i = 0; i < 3; i++) {
        byte[] body = ("body " + i).getBytes(UTF_8);
        sink.put(List.of(EventBuilder.withBody(body)));
        proxy.hold();
        client.startPoll(10);
        while (!client.awaitAnswer(Duration.ofMillis(1))) {
          proxy.let(1);
        }
        proxy.letAll();

        EventBatch batch = client.finishPoll();

        assertThat(batch.events()).containsExactly(ClientEvent.of(Map.of(), body));
        client.ack(batch.sequenceNumber());
      }
      assertThat(sink.stopAndDrain()).isEmpty();
    }
  }

  @Test
  void aPasswordMayLieInAFileThatIsReadWhenItIsNeeded() throws IOException {
    Path file = stores.resolve("password.txt");
    TlsSettings.Store store = TlsSettings.Store.withPasswordIn(file.toString(), sinks.path());
    TlsSettings settings = TlsSettings.DEFAULTS.withTruststore(store);
    try (RealSink sink = sink(true, false, false)) {
      assertThatThrownBy(() -> SinkClient.connect(sink.address(), client(settings, false)))
          .isInstanceOf(SinkProtocolException.class)
          .hasMessageContaining(file.toString());
      Files.writeString(file, PASSWORD + "\n");
      try (SinkClient client = SinkClient.connect(sink.address(), client(settings, false))) {
        assertThat(client.poll(1).events()).isEmpty();
      }
    }
    assertThat(store.toString()).doesNotContain(PASSWORD);
  }

  @Test
  void aSinkThatIsNotTrustedGetsNoCall() {
    try (RealSink sink = sink(true, false, false)) {
      assertThatThrownBy(
              () ->
                  SinkClient.connect(
                      sink.address(), client(TlsSettings.DEFAULTS.withTruststore(clients), false)))
          .isInstanceOf(SinkProtocolException.class)
          .hasMessageContaining("There can be no TLS with the sink at " + sink.address());
    }
  }

  @Test
  void aClientWithoutACertificateIsTurnedAwayWhereOneIsAskedFor() {
    try (RealSink sink = sink(true, true, false)) {
      assertThatThrownBy(
              () -> {
                // With TLS 1.3 the refusal comes with the first call.
                try (SinkClient client =
                    SinkClient.connect(sink.address(), client(trusting(), false))) {
                  client.poll(1);
                }
              })
          // That, or the connection's end, whichever comes first.
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void tlsToASinkWithoutItEndsWithAnError() {
    try (RealSink sink = sink(false, false, false)) {
      assertThatThrownBy(() -> SinkClient.connect(sink.address(), client(trusting(), false)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(sink.address().toString());
    }
  }

  @Test
  void aNameThatTheCertificateDoesNotHaveIsRefusedUnlessToldOtherwise() throws IOException {
    try (RealSink sink = sink(true, false, false)) {
      SinkAddress byName = new SinkAddress("localhost", sink.address().port());

      assertThatThrownBy(() -> SinkClient.connect(byName, client(trusting(), false)))
          .isInstanceOf(SinkProtocolException.class)
          .hasMessageContaining("localhost");
      TlsSettings any = trusting().withHostnameVerification(false);
      try (SinkClient client = SinkClient.connect(byName, client(any, false))) {
        assertThat(client.poll(1).events()).isEmpty();
      }
    }
  }

  @Test
  void aStoreThatCannotBeReadIsNamed() {
    TlsSettings missing =
        TlsSettings.DEFAULTS.withTruststore(new TlsSettings.Store("/no/such.p12", "x"));
    try (RealSink sink = sink(true, false, false)) {
      assertThatThrownBy(() -> SinkClient.connect(sink.address(), client(missing, false)))
          .hasMessageContaining("the truststore PKCS12 /no/such.p12 can't be read");
    }
  }

  @Test
  void deflateToASinkWithoutItEndsWithAnError() throws IOException {
    try (RealSink sink = sink(false, false, false);
        SinkClient client = SinkClient.connect(sink.address(), client(null, true))) {
      assertThatThrownBy(() -> client.poll(1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void closeEndsAPollThatWaitsUnderTls() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (RealSink sink = new RealSink(patient())) {
      SinkClient client = SinkClient.connect(sink.address(), client(trusting(), true));
      CountDownLatch polling = new CountDownLatch(1);
      Future<EventBatch> poll =
          thread.submit(
              () -> {
                polling.countDown();
                return client.poll(1);
              });
      polling.await();

      client.close();

      assertThatThrownBy(() -> poll.get(2, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SinkConnectionException.class);
    } finally {
      thread.shutdownNow();
    }
  }

  private static Map<String, String> patient() {
    Map<String, String> settings = new HashMap<>(DEFLATE);
    settings.putAll(
        Map.of(
            "ssl", "true",
            "keystore", sinks.path(),
            "keystore-password", PASSWORD,
            "keystore-type", "PKCS12",
            "pollTimeout", "60000"));
    return settings;
  }
}
