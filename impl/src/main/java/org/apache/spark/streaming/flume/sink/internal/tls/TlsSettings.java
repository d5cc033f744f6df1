package org.apache.spark.streaming.flume.sink.internal.tls;

import java.util.List;

/**
 * How connections are encrypted, and whom they are open to.
 *
 * @param keystore the sink's private key and certificate
 * @param truststore the certificates of those who may vouch for clients; null unless clients must
 *     show one
 * @param protocols which of the versions that Java enables may be used
 * @param cipherSuites which of the cipher suites that Java enables may be used
 */
public record TlsSettings(
    StoreSettings keystore, StoreSettings truststore, Choice protocols, Choice cipherSuites) {

  /** Whether a client must show a certificate. */
  public boolean needClientAuth() {
    return truststore != null;
  }

  /** One line without secrets. */
  @Override
  public String toString() {
    return "keystore=" + keystore + (needClientAuth() ? " truststore=" + truststore : "");
  }

  /**
   * Names to choose from what Java enables.
   *
   * @param key the configuration's key for the names to include
   * @param include names to use; empty for all
   * @param exclude names not to use
   */
  public record Choice(String key, List<String> include, List<String> exclude) {

    /** Copies the lists. */
    public Choice {
      include = List.copyOf(include);
      exclude = List.copyOf(exclude);
    }

    String[] from(String[] enabled) throws KeyMaterialException {
      List<String> chosen =
          List.of(enabled).stream()
              .filter(name -> include.isEmpty() || include.contains(name))
              .filter(name -> !exclude.contains(name))
              .toList();
      if (chosen.isEmpty()) {
        throw new KeyMaterialException(
            key,
            include.isEmpty() ? null : String.join(" ", include),
            "a choice that leaves at least one of " + List.of(enabled) + ", exclusions aside",
            null);
      }
      return chosen.toArray(String[]::new);
    }
  }
}
