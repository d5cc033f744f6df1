package io.github.flumespark.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty with bounds: few threads, few connections, small requests, and little patience. */
final class MonitorServer {

  private static final int THREADS = 6;
  private static final int CONNECTIONS = 128;
  private static final int ACCEPT_QUEUE = 1024;
  private static final int MAX_HEADER_BYTES = 4096;
  private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(30);

  private final MonitorSettings settings;
  private final Server server;
  private final ServerConnector connector;

  MonitorServer(MonitorSettings settings, AgentFacts facts) {
    this.settings = settings;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("flume-monitor");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    server = new Server(threads);
    connector = connector();
    server.addConnector(connector);
    connector.addBean(new NewestConnections(CONNECTIONS));
    server.setHandler(new Routes(settings.credentials(), facts));
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(TimeUnit.SECONDS.toMillis(2));
  }

  private ServerConnector connector() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setIdleTimeout(IDLE_MILLIS);
    http.setMinRequestDataRate(100);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector made =
        settings.tls() == null
            ? new ServerConnector(server, 1, 1, plain)
            : new ServerConnector(
                server, 1, 1, new SslConnectionFactory(keys(), "http/1.1"), plain);
    made.setHost(settings.host());
    made.setPort(settings.port());
    made.setIdleTimeout(IDLE_MILLIS);
    made.setAcceptQueueSize(ACCEPT_QUEUE);
    return made;
  }

  private SslContextFactory.Server keys() {
    MonitorSettings.Tls tls = settings.tls();
    SslContextFactory.Server keys = new SslContextFactory.Server();
    keys.setKeyStorePath(tls.keystore().toString());
    keys.setKeyStoreType(tls.type());
    try {
      keys.setKeyStorePassword(
          Files.readString(tls.passwordFile()).lines().findFirst().orElse("").trim());
    } catch (IOException e) {
      throw new UncheckedIOException("Monitor: %s can't be read".formatted(tls.passwordFile()), e);
    }
    return keys;
  }

  void start() {
    try {
      server.start();
    } catch (Exception e) {
      stop();
      throw new IllegalStateException(
          "The monitor can't listen on %s:%d: %s"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The monitor can't be stopped", e);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  String address() {
    return "%s://%s:%d/"
        .formatted(settings.tls() == null ? "http" : "https", settings.host(), port());
  }
}
