package io.github.flumespark.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Puts TLS on a connected socket. */
final class TlsContext {

  private TlsContext() {}

  /** Shakes hands, within the socket's own timeout for each read. */
  static SSLSocket secure(Socket connected, SinkAddress address, TlsSettings settings)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context(settings)
                .getSocketFactory()
                .createSocket(connected, address.host(), address.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    if (settings.verifyHostname()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (!settings.protocols().isEmpty()) {
      parameters.setProtocols(settings.protocols().toArray(String[]::new));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static SSLContext context(TlsSettings settings) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(settings.keystore()), trust(settings.truststore()), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new SSLException("TLS can't be set up: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] keys(TlsSettings.Store store)
      throws IOException, GeneralSecurityException {
    if (store == null) {
      return null;
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(load("keystore", store), password(store));
    return factory.getKeyManagers();
  }

  private static TrustManager[] trust(TlsSettings.Store store)
      throws IOException, GeneralSecurityException {
    if (store == null) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(load("truststore", store));
    return factory.getTrustManagers();
  }

  private static KeyStore load(String what, TlsSettings.Store store)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.type());
    try (InputStream in = Files.newInputStream(Path.of(store.path()))) {
      keys.load(in, password(store));
    } catch (IOException e) {
      throw new SSLException("the " + what + " " + store + " can't be read: " + e.getMessage(), e);
    }
    return keys;
  }

  private static char[] password(TlsSettings.Store store) throws SSLException {
    if (store.passwordFile() == null) {
      return store.password() == null ? null : store.password().toCharArray();
    }
    try (BufferedReader file = Files.newBufferedReader(Path.of(store.passwordFile()))) {
      String line = file.readLine();
      return line == null ? new char[0] : line.toCharArray();
    } catch (IOException e) {
      throw new SSLException(
          "the password of %s can't be read from %s: %s"
              .formatted(store, store.passwordFile(), e.getMessage()),
          e);
    }
  }
}
