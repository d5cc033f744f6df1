package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;

/**
 * Two key stores with a key and its certificate each: one for a sink, one for its clients. Either
 * can be shown and trusted alike.
 */
record TlsFixture(String sinkStore, String clientStore) {

  static final String PASSWORD = "a-password";

  static TlsFixture create(Path directory) throws IOException, InterruptedException {
    return new TlsFixture(makeKey(directory, "sink"), makeKey(directory, "client"));
  }

  /** A sink's settings: it shows its certificate, wants the client's, and compresses. */
  Map<String, String> sinkSettings() {
    return Map.of(
        "ssl", "true",
        "keystore", sinkStore,
        "keystore-password", PASSWORD,
        "keystore-type", "PKCS12",
        "need-client-auth", "true",
        "truststore", clientStore,
        "truststore-password", PASSWORD,
        "truststore-type", "PKCS12",
        "compression-type", "deflate");
  }

  /** The password under an alias with a credential provider; gives the provider's URI. */
  String credentials(String alias) throws IOException {
    String uri = "localjceks://file" + Path.of(clientStore).resolveSibling("credentials.jceks");
    Configuration conf = new Configuration(false);
    conf.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, uri);
    CredentialProvider provider = CredentialProviderFactory.getProviders(conf).get(0);
    provider.createCredentialEntry(alias, PASSWORD.toCharArray());
    provider.flush();
    return uri;
  }

  private static String makeKey(Path directory, String name)
      throws IOException, InterruptedException {
    String store = directory.resolve(name + ".p12").toString();
    Process keytool =
        new ProcessBuilder(
                (Path.of(System.getProperty("java.home"), "bin", "keytool")
                        + " -genkeypair -keyalg EC -ext san=ip:127.0.0.1 -storetype PKCS12 -alias "
                        + "%s -dname CN=%s -keystore %s -storepass %s"
                            .formatted(name, name, store, PASSWORD))
                    .split(" ", -1))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as("keytool ended").isTrue();
    assertThat(keytool.exitValue()).as(output).isZero();
    return store;
  }
}
