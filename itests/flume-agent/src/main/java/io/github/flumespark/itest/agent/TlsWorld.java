package io.github.flumespark.itest.agent;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.JdkZlibEncoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and a certificate that a sink can show, and clients that trust it and speak TLS with
 * compression inside.
 *
 * @param keystore of the type PKCS12
 * @param password of the keystore and its key
 */
public record TlsWorld(Path keystore, String password) {

  private static final int LARGEST_INFLATED = 16 << 20;

  /** Makes a keystore in a directory, with Java's own tool. */
  public static TlsWorld make(Path directory, String password)
      throws IOException, InterruptedException {
    Path keystore = directory.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-dname",
                "CN=agent",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                password)
            .inheritIO()
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      keytool.destroyForcibly();
      throw new IOException("keytool did not make " + keystore);
    }
    return new TlsWorld(keystore, password);
  }

  /** A client of a sink with {@code ssl = true} and {@code compression-type = deflate}. */
  public PollingClient connect(int port) throws IOException, GeneralSecurityException {
    SSLContext context = trusting();
    return new PollingClient(port, socket -> secure(socket, context));
  }

  private static void secure(SocketChannel socket, SSLContext context) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    socket.pipeline().addLast(new SslHandler(engine));
    socket.pipeline().addLast(new JdkZlibDecoder(ZlibWrapper.ZLIB, LARGEST_INFLATED));
    socket.pipeline().addLast(new JdkZlibEncoder(6));
  }

  private SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      store.load(in, password.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
