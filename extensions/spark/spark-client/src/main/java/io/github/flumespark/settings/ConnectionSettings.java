package io.github.flumespark.settings;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.TlsSettings;
import io.github.flumespark.client.TlsSettings.Store;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * How to talk to sinks. Immutable.
 *
 * @param client without the passwords that lie with a Hadoop credential provider
 * @param truststoreAlias of the truststore's password there; null for none
 * @param keystoreAlias of the keystore's password there; null for none
 */
public record ConnectionSettings(
    ClientSettings client, String truststoreAlias, String keystoreAlias) implements Serializable {

  private static final int SMALLEST_REPLY = 1024;

  /** An array can't be much longer. */
  private static final int LARGEST_REPLY = Integer.MAX_VALUE - 64;

  /**
   * Reads the settings.
   *
   * @param name the name under which the reader knows a key
   * @param connectTimeout if none is set
   */
  public static ConnectionSettings read(
      SettingReader reader, Function<ConnectionKey, String> name, Duration connectTimeout) {
    boolean tls = reader.flag(name.apply(ConnectionKey.TLS), false);
    if (!tls) {
      // Whoever gives a truststore believes that the connection is secure.
      reader.refuse(
          ConnectionKey.tlsNames(name),
          "needs %s to be true".formatted(name.apply(ConnectionKey.TLS)));
    }
    String compression =
        reader.choice(name.apply(ConnectionKey.COMPRESSION), "none", List.of("none", "deflate"));
    ClientSettings client =
        ClientSettings.builder()
            .connectTimeout(
                reader.duration(name.apply(ConnectionKey.CONNECT_TIMEOUT), connectTimeout))
            .callTimeout(
                reader.duration(
                    name.apply(ConnectionKey.CALL_TIMEOUT), ClientSettings.DEFAULTS.callTimeout()))
            .maxReplyBytes(
                (int)
                    reader.bytes(
                        name.apply(ConnectionKey.MAX_REPLY_SIZE),
                        ClientSettings.DEFAULTS.maxReplyBytes(),
                        SMALLEST_REPLY,
                        LARGEST_REPLY))
            .deflate(compression.equals("deflate"))
            .tls(tls ? tls(reader, name) : null)
            .build();
    return new ConnectionSettings(
        client,
        reader.text(name.apply(ConnectionKey.TRUSTSTORE_PASSWORD_ALIAS), null),
        reader.text(name.apply(ConnectionKey.KEYSTORE_PASSWORD_ALIAS), null));
  }

  private static TlsSettings tls(SettingReader reader, Function<ConnectionKey, String> name) {
    return TlsSettings.DEFAULTS
        .withTruststore(
            store(
                reader,
                name.apply(ConnectionKey.TRUSTSTORE),
                name.apply(ConnectionKey.TRUSTSTORE_PASSWORD),
                name.apply(ConnectionKey.TRUSTSTORE_TYPE)))
        .withKeystore(
            store(
                reader,
                name.apply(ConnectionKey.KEYSTORE),
                name.apply(ConnectionKey.KEYSTORE_PASSWORD),
                name.apply(ConnectionKey.KEYSTORE_TYPE)))
        .withHostnameVerification(reader.flag(name.apply(ConnectionKey.VERIFY_HOSTNAME), true))
        .withProtocols(reader.list(name.apply(ConnectionKey.PROTOCOLS)));
  }

  private static Store store(SettingReader reader, String store, String password, String type) {
    String file = password + "File";
    String alias = password + "Alias";
    String path = reader.text(store, null);
    if (path == null) {
      reader.refuse(List.of(password, file, alias, type), "needs " + store);
      return null;
    }
    if (reader.has(password)) {
      reader.refuse(List.of(file, alias), "is one password too many: there is " + password);
    }
    if (reader.has(file)) {
      reader.refuse(List.of(alias), "is one password too many: there is " + file);
    }
    return new Store(
        path, reader.text(password, null), reader.text(file, null), reader.text(type, "PKCS12"));
  }

  /**
   * What to connect with, passwords included.
   *
   * @param hadoop knows the credential providers
   * @throws IllegalArgumentException if a provider can't be asked, or hasn't got an alias
   */
  public ClientSettings withSecrets(Configuration hadoop) {
    if (client.tls() == null || (truststoreAlias == null && keystoreAlias == null)) {
      return client;
    }
    TlsSettings tls = client.tls();
    return client.withTls(
        tls.withTruststore(withPassword(tls.truststore(), truststoreAlias, hadoop))
            .withKeystore(withPassword(tls.keystore(), keystoreAlias, hadoop)));
  }

  private static Store withPassword(Store store, String alias, Configuration hadoop) {
    if (alias == null) {
      return store;
    }
    char[] password;
    try {
      password = hadoop.getPassword(alias);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The password of %s can't be read under the alias %s: %s"
              .formatted(store, alias, e.getMessage()),
          e);
    }
    if (password == null) {
      throw new IllegalArgumentException(
          "No credential provider has the alias %s, for the password of %s: see"
                  .formatted(alias, store)
              + " hadoop.security.credential.provider.path");
    }
    return new Store(store.path(), new String(password), store.type());
  }
}
