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
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // it is Javadoc's own
public record TlsSettings(
    Store truststore, Store keystore, boolean verifyHostname, List<String> protocols)
    implements Serializable {

  /** TLS as the JVM does it: its trusted certificates, the host's name verified. */
  public static final TlsSettings DEFAULTS = new TlsSettings(null, null, true, List.of());

  /**
   * Copies the list.
   *
   * @param truststore null for what the JVM trusts
   * @param keystore null for none
   * @param verifyHostname whether the sink's certificate must name the host
   * @param protocols empty for the JVM's choice
   */
  public TlsSettings {
    protocols = List.copyOf(protocols);
  }

  /**
   * The same settings, with this truststore.
   *
   * @param store null for what the JVM trusts
   * @return new settings
   */
  public TlsSettings withTruststore(Store store) {
    return new TlsSettings(store, keystore, verifyHostname, protocols);
  }

  /**
   * The same settings, with this keystore.
   *
   * @param store null for none
   * @return new settings
   */
  public TlsSettings withKeystore(Store store) {
    return new TlsSettings(truststore, store, verifyHostname, protocols);
  }

  /**
   * The same settings, with or without a look at the host's name.
   *
   * @param verify whether to look
   * @return new settings
   */
  public TlsSettings withHostnameVerification(boolean verify) {
    return new TlsSettings(truststore, keystore, verify, protocols);
  }

  /**
   * The same settings, with these protocols alone.
   *
   * @param allowed empty for the JVM's choice
   * @return new settings
   */
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
   * @serial exclude
   */
  public record Store(String path, String password, String passwordFile, String type)
      implements Serializable {

    private static final String USUAL_TYPE = "PKCS12";

    /**
     * Refuses two passwords.
     *
     * @param path where it is
     * @param password opens it; null if it lies in a file, or for none
     * @param passwordFile whose first line is the password; null for none
     * @param type {@code PKCS12}, {@code JKS} or another that the JVM has
     */
    public Store {
      if (password != null && passwordFile != null) {
        throw new IllegalArgumentException(
            "the password of " + path + " can't be given both as such and in " + passwordFile);
      }
    }

    /**
     * A store of the JVM's default type, PKCS12; JKS files are read as well.
     *
     * @param path where it is
     * @param password opens it; null for a truststore that is read unverified
     */
    public Store(String path, String password) {
      this(path, password, USUAL_TYPE);
    }

    /**
     * A store with a password that is known.
     *
     * @param path where it is
     * @param password opens it; null for a truststore that is read unverified
     * @param type {@code PKCS12}, {@code JKS} or another that the JVM has
     */
    public Store(String path, String password, String type) {
      this(path, password, null, type);
    }

    /**
     * A store of the default type whose password is the first line of a file.
     *
     * @param file whose first line is the password
     * @param path where the store is
     * @return the store
     */
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
