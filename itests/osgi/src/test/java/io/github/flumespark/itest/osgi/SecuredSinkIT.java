package io.github.flumespark.itest.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import io.github.flumespark.client.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS and compression need more of Netty's bundles than a plain sink does. */
final class SecuredSinkIT {

  private static final String PASSWORD = "a-password";

  static List<World> worlds() {
    return World.frameworks();
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void clientWithTlsAndDeflateGetsEvents(World world, @TempDir Path keys) throws Exception {
    Path store = makeKey(keys.resolve("sink.p12"));
    Map<String, String> sink =
        Map.of(
            "ssl", "true",
            "keystore", store.toString(),
            "keystore-password", PASSWORD,
            "keystore-type", "PKCS12",
            "compression-type", "deflate",
            "ipFilter", "true",
            "ipFilterRules", "allow:ip:127.*,deny:ip:*");
    ClientSettings secured =
        ClientSettings.builder()
            .callTimeout(Duration.ofSeconds(30))
            .deflate(true)
            .tls(
                TlsSettings.DEFAULTS.withTruststore(
                    new TlsSettings.Store(store.toString(), PASSWORD)))
            .build();
    try (Container container = Container.start(world, "secured");
        RunningAgent agent = container.runAgent(Agents.withSink(sink))) {
      SinkAddress address = new SinkAddress("127.0.0.1", agent.awaitPort());
      agent.feed(Map.of("body", "sealed"));
      try (SinkClient client = SinkClient.connect(address, secured)) {
        EventBatch batch = client.poll(10);
        assertThat(batch.events())
            .extracting(event -> new String(event.body(), UTF_8))
            .containsExactly("sealed");
        client.ack(batch.sequenceNumber());
      }
      assertThatThrownBy(() -> pollInClear(address)).isInstanceOf(IOException.class);
    }
  }

  private static void pollInClear(SinkAddress address) throws IOException {
    try (SinkClient client = SinkClient.connect(address, ClientSettings.DEFAULTS)) {
      client.poll(10);
    }
  }

  private static Path makeKey(Path store) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool", "-genkeypair"));
    Map.of(
            "-keyalg", "EC",
            "-dname", "CN=sink",
            "-ext", "san=ip:127.0.0.1",
            "-storetype", "PKCS12",
            "-keystore", store.toString(),
            "-storepass", PASSWORD)
        .forEach((option, value) -> command.addAll(List.of(option, value)));
    Path output = store.resolveSibling("keytool.txt");
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as("keytool ended").isTrue();
    assertThat(keytool.exitValue()).as(Files.readString(output)).isZero();
    return store;
  }
}
