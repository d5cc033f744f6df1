package io.github.flumespark.sql;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The options that say how to talk to a sink. */
final class ConnectionOptions {

  private static final String TRUSTSTORE = "truststore";
  private static final String KEYSTORE = "keystore";

  private static final List<String> TLS_NAMES =
      List.of(
          TRUSTSTORE,
          TRUSTSTORE + "Password",
          TRUSTSTORE + "Type",
          KEYSTORE,
          KEYSTORE + "Password",
          KEYSTORE + "Type",
          "verifyHostname",
          "sslProtocols");

  static final List<String> NAMES =
      Stream.concat(
              Stream.of("ssl", "compression", "connectTimeout", "callTimeout"), TLS_NAMES.stream())
          .toList();

  private ConnectionOptions() {}

  static ClientSettings read(OptionReader reader) {
    boolean tls = reader.flag("ssl", false);
    if (!tls) {
      // Whoever gives a truststore believes that the connection is secure.
      reader.refuse(TLS_NAMES, "needs the option ssl to be true");
    }
    return ClientSettings.builder()
        .connectTimeout(reader.duration("connectTimeout", Duration.ofSeconds(5)))
        .callTimeout(reader.duration("callTimeout", Duration.ofSeconds(30)))
        .deflate(reader.choice("compression", "none", List.of("none", "deflate")).equals("deflate"))
        .tls(tls ? tls(reader) : null)
        .build();
  }

  private static TlsSettings tls(OptionReader reader) {
    return TlsSettings.DEFAULTS
        .withTruststore(store(reader, TRUSTSTORE))
        .withKeystore(store(reader, KEYSTORE))
        .withHostnameVerification(reader.flag("verifyHostname", true))
        .withProtocols(reader.list("sslProtocols"));
  }

  private static TlsSettings.Store store(OptionReader reader, String name) {
    String path = reader.text(name, null);
    if (path == null) {
      reader.refuse(List.of(name + "Password", name + "Type"), "needs the option " + name);
      return null;
    }
    return new TlsSettings.Store(
        path, reader.text(name + "Password", null), reader.text(name + "Type", "PKCS12"));
  }
}
