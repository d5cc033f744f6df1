package io.github.flumespark.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/** Between client and sink; lets the sink's bytes through by number. */
final class DrippingProxy implements AutoCloseable {

  private static final int MANY = 1 << 30;

  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Semaphore bytes = new Semaphore(MANY);

  DrippingProxy(SinkAddress sink) throws IOException {
    Thread thread = new Thread(() -> serve(sink), "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(SinkAddress sink) {
    try (Socket client = server.accept();
        Socket socket = new Socket(sink.host(), sink.port())) {
      Thread up = new Thread(() -> copy(client, socket), "proxy-up");
      up.setDaemon(true);
      up.start();
      client.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        bytes.acquireUninterruptibly();
        out.write(b);
      }
    } catch (IOException e) {
      // One of the two went away.
      return;
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      return;
    }
  }

  void hold() {
    bytes.drainPermits();
  }

  void let(int count) {
    bytes.release(count);
  }

  void letAll() {
    bytes.release(MANY);
  }

  SinkAddress address() {
    return new SinkAddress("127.0.0.1", server.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
