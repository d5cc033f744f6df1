package org.apache.spark.streaming.flume.sink.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates, made by the JDK's keytool when a test first asks for them. */
public final class Certificates {

  public static final String PASSWORD = "changeit-Marker-7391";

  private static final Map<String, Path> MADE = new TreeMap<>();

  private Certificates() {}

  /** A PKCS12 store with a key of that name and a certificate that it signed itself. */
  public static synchronized Path keystore(String name) throws Exception {
    Path made = MADE.get(name);
    if (made == null) {
      made = make(name);
      MADE.put(name, made);
    }
    return made;
  }

  private static Path make(String name) throws Exception {
    Path directory = Files.createTempDirectory("certificates");
    directory.toFile().deleteOnExit();
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    name,
                    "-dname",
                    "CN=" + name,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    keytool.getOutputStream().close();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as("keytool ended").isTrue();
    assertThat(keytool.exitValue()).as(output).isZero();
    store.toFile().deleteOnExit();
    return store;
  }

  /** A PKCS12 store that trusts the holders of these certificates, and holds no key. */
  public static Path truststore(String... names) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (String name : names) {
      trusted.setCertificateEntry(name, certificate(name));
    }
    Path store = Files.createTempFile("trusted-", ".p12");
    store.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(store)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return store;
  }

  public static X509Certificate certificate(String name) throws Exception {
    return (X509Certificate) open(keystore(name)).getCertificate(name);
  }

  private static KeyStore open(Path store) throws Exception {
    KeyStore opened = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      opened.load(in, PASSWORD.toCharArray());
    }
    return opened;
  }

  /** The client's side: trusts one name, and shows another if that is not null. */
  public static SSLContext client(String trusts, String shows) throws Exception {
    TrustManagerFactory others =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    others.init(open(truststore(trusts)));
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    if (shows != null) {
      own.init(open(keystore(shows)), PASSWORD.toCharArray());
    } else {
      own.init(null, null);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }

  /** The sink's keys for TLS with the certificate of that name. */
  public static Map<String, String> settings(String name) throws Exception {
    return settings(keystore(name));
  }

  public static Map<String, String> settings(Path keystore) {
    return Map.of(
        "ssl",
        "true",
        "keystore",
        keystore.toString(),
        "keystore-password",
        PASSWORD,
        "keystore-type",
        "PKCS12");
  }
}
