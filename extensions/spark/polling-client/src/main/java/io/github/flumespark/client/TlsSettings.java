package io.github.flumespark.client;

import java.io.Serializable;
import java.util.List;

/**
 * How a connection is secured. Immutable. Stores are read when a connection is made, on the machine
 * that makes it.
 *
 * @param truststore file with the certificates to trust; null for those that the JVM trusts
 * @param keystore file with this client's own certificate, for a sink that asks for one; null for
 *     none
 * @param verifyHostname whether the sink's certificate must name the host that was connected to
 * @param protocols such as {@code TLSv1.3}; empty for the JVM's choice
 */
public record TlsSettings(
    Store truststore, Store keystore, boolean verifyHostname, List<String> protocols)
    implements Serializable {

  /** TLS as the JVM does it: its trusted certificates, the host's name verified. */
  public static final TlsSettings DEFAULTS = new TlsSettings(null, null, true, List.of());

  /** Copies the list. */
  public TlsSettings {
    protocols = List.copyOf(protocols);
  }

  /** The same settings, with this truststore. */
  public TlsSettings withTruststore(Store store) {
    return new TlsSettings(store, keystore, verifyHostname, protocols);
  }

  /** The same settings, with this keystore. */
  public TlsSettings withKeystore(Store store) {
    return new TlsSettings(truststore, store, verifyHostname, protocols);
  }

  /** The same settings, with or without a look at the host's name. */
  public TlsSettings withHostnameVerification(boolean verify) {
    return new TlsSettings(truststore, keystore, verify, protocols);
  }

  /** The same settings, with these protocols alone. */
  public TlsSettings withProtocols(List<String> allowed) {
    return new TlsSettings(truststore, keystore, verifyHostname, allowed);
  }

  /**
   * A file with keys or certificates.
   *
   * @param path where it is
   * @param password opens it, and the key in it; null for a truststore that is read unverified
   * @param type {@code PKCS12}, {@code JKS} or another that the JVM has
   */
  public record Store(String path, String password, String type) implements Serializable {

    /** A store of the JVM's default type, PKCS12; JKS files are read as well. */
    public Store(String path, String password) {
      this(path, password, "PKCS12");
    }

    /** Without the password. */
    @Override
    public String toString() {
      return type + " " + path;
    }
  }
}
