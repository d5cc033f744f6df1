package org.apache.spark.streaming.flume.sink.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

/** The content of the files, read, checked and ready for use. Immutable. */
public final class KeyMaterial {

  private final TlsSettings settings;
  private final byte[] keystore;
  private final byte[] truststore;
  private final SSLContext context;
  private final String[] protocols;
  private final String[] cipherSuites;
  private final List<X509Certificate> certificates;

  private KeyMaterial(TlsSettings settings) throws KeyMaterialException {
    this.settings = settings;
    this.keystore = read(settings.keystore());
    this.truststore = settings.needClientAuth() ? read(settings.truststore()) : null;
    KeyStore keys = open(settings.keystore(), keystore);
    this.certificates = certificatesOfKeys(settings.keystore(), keys);
    try {
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, settings.keystore().password().toCharArray());
      context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), null, null);
      if (settings.needClientAuth()) {
        TrustManagerFactory others =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted(settings.truststore(), truststore));
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
      }
    } catch (UnrecoverableKeyException e) {
      throw wrongPassword(settings.keystore(), "the one of the key as well as of the store in ");
    } catch (GeneralSecurityException e) {
      throw unusable(settings.keystore(), e);
    }
    SSLEngine any = context.createSSLEngine();
    this.protocols = settings.protocols().from(any.getEnabledProtocols());
    this.cipherSuites = settings.cipherSuites().from(any.getEnabledCipherSuites());
  }

  /**
   * Reads the files and checks everything that can be checked without a client.
   *
   * @throws KeyMaterialException naming the key whose value can't be used
   */
  public static KeyMaterial load(TlsSettings settings) throws KeyMaterialException {
    return new KeyMaterial(settings);
  }

  private static byte[] read(StoreSettings store) throws KeyMaterialException {
    try {
      return Files.readAllBytes(store.file());
    } catch (IOException e) {
      throw new KeyMaterialException(
          store.key(), store.file().toString(), "a file that this agent can read", e);
    }
  }

  private static KeyStore open(StoreSettings store, byte[] content) throws KeyMaterialException {
    char[] password = store.password() == null ? null : store.password().toCharArray();
    try {
      KeyStore opened = KeyStore.getInstance(store.type());
      opened.load(new ByteArrayInputStream(content), password);
      return opened;
    } catch (KeyStoreException e) {
      throw new KeyMaterialException(
          store.key() + "-type",
          store.type(),
          "one of " + Security.getAlgorithms("KeyStore").stream().sorted().toList(),
          e);
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw wrongPassword(store, "the password of ");
      }
      throw unusable(store, e);
    } catch (GeneralSecurityException e) {
      throw unusable(store, e);
    }
  }

  /** Without a cause, whose message might tell more than it should. */
  private static KeyMaterialException wrongPassword(StoreSettings store, String allowed) {
    String shown = store.password() == null ? null : "(not shown)";
    return new KeyMaterialException(store.key() + "-password", shown, allowed + store.file(), null);
  }

  private static KeyMaterialException unusable(StoreSettings store, Exception cause) {
    return new KeyMaterialException(
        store.key(),
        store.file().toString(),
        "an intact file of the type %s (%s-type)".formatted(store.type(), store.key()),
        cause);
  }

  private static List<X509Certificate> certificatesOfKeys(StoreSettings store, KeyStore keys)
      throws KeyMaterialException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (String alias : Collections.list(keys.aliases())) {
        if (keys.isKeyEntry(alias) && keys.getCertificate(alias) instanceof X509Certificate own) {
          found.add(own);
        }
      }
    } catch (KeyStoreException e) {
      throw unusable(store, e);
    }
    if (found.isEmpty()) {
      throw new KeyMaterialException(
          store.key(), store.file().toString(), "a store with a private key in it", null);
    }
    return List.copyOf(found);
  }

  private static KeyStore trusted(StoreSettings store, byte[] content)
      throws KeyMaterialException, KeyStoreException {
    KeyStore opened = open(store, content);
    if (opened.size() == 0) {
      // Without its password, a PKCS12 store seems empty.
      throw new KeyMaterialException(
          store.key(),
          store.file().toString(),
          "a store with a trusted certificate in it, to be read with " + store.key() + "-password",
          null);
    }
    return opened;
  }

  /** Makes the server's side of one connection. */
  SSLEngine newEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(settings.needClientAuth());
    engine.setEnabledProtocols(protocols);
    engine.setEnabledCipherSuites(cipherSuites);
    return engine;
  }

  /** Whether the files hold what they held when this was loaded. */
  boolean isStillWhatFilesHold() throws KeyMaterialException {
    return Arrays.equals(keystore, read(settings.keystore()))
        && (truststore == null || Arrays.equals(truststore, read(settings.truststore())));
  }

  /** The certificates that the sink may show. */
  List<X509Certificate> certificates() {
    return certificates;
  }

  List<String> protocols() {
    return List.of(protocols);
  }
}
