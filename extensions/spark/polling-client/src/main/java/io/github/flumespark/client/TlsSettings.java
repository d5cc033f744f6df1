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
   * @param password opens it, and the key in it; null for a truststore that is read unverified, or
   *     if it lies in a file
   * @param passwordFile whose first line is the password, on the machine that connects; null for
   *     none
   * @param type {@code PKCS12}, {@code JKS} or another that the JVM has
   */
  public record Store(String path, String password, String passwordFile, String type)
      implements Serializable {

    private static final String USUAL_TYPE = "PKCS12";

    /** Refuses two passwords. */
    public Store {
      if (password != null && passwordFile != null) {
        throw new IllegalArgumentException(
            "the password of " + path + " can't be given both as such and in " + passwordFile);
      }
    }

    /** A store of the JVM's default type, PKCS12; JKS files are read as well. */
    public Store(String path, String password) {
      this(path, password, USUAL_TYPE);
    }

    /** A store with a password that is known. */
    public Store(String path, String password, String type) {
      this(path, password, null, type);
    }

    /** A store of the default type whose password is the first line of a file. */
    public static Store withPasswordIn(String file, String path) {
      return new Store(path, null, file, USUAL_TYPE);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return type + " " + path;
    }
  }
}
