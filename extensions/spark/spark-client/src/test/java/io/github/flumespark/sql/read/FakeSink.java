package io.github.flumespark.sql.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.flumespark.client.SinkAddress;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a client sees of a sink, on a real socket: it has as many events as it is told, tells its
 * state or doesn't, and answers polls of an empty channel never. Thread-safe.
 */
public final class FakeSink implements AutoCloseable {

  private final boolean tellsState;
  private final ServerSocket server;
  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger polls = new AtomicInteger();
  private int events;
  private int taken;
  private DataOutputStream takenBy;
  private int waiting;
  private int nacks;
  private int acks;
  private int bodyBytes = 1;

  public FakeSink(boolean tellsState) throws IOException {
    this.tellsState = tellsState;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "fake-sink");
    thread.setDaemon(true);
    thread.start();
  }

  public SinkAddress address() {
    return new SinkAddress("127.0.0.1", server.getLocalPort());
  }

  public synchronized void put(int count) {
    events += count;
    notifyAll();
  }

  synchronized void bodiesOf(int bytes) {
    bodyBytes = bytes;
  }

  public int connections() {
    return accepted.get();
  }

  public int polls() {
    return polls.get();
  }

  public synchronized int nacks() {
    return nacks;
  }

  synchronized int acks() {
    return acks;
  }

  synchronized int events() {
    return events;
  }

  /** Ends all connections, as a sink does that is restarted. */
  public synchronized void dropConnections() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        synchronized (this) {
          sockets.add(socket);
        }
        Thread thread = new Thread(() -> serve(socket), "fake-sink-connection");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // It was closed.
      return;
    }
  }

  private void serve(Socket socket) {
    DataOutputStream out = null;
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
      int first = in.readInt();
      request(in);
      write(out, first, handshake());
      while (true) {
        int serial = in.readInt();
        DataInputStream request = request(in);
        request.readByte();
        byte[] name = request.readNBytes(request.readByte() >> 1);
        answer(out, serial, new String(name, UTF_8), request);
      }
    } catch (IOException e) {
      // The client has gone, and what it held goes back.
      takeBack(out);
    }
  }

  private synchronized void takeBack(DataOutputStream out) {
    if (takenBy == out) {
      events += taken;
      taken = 0;
      notifyAll();
    }
  }

  private static DataInputStream request(DataInputStream in) throws IOException {
    in.readInt();
    return new DataInputStream(new java.io.ByteArrayInputStream(in.readNBytes(in.readInt())));
  }

  private byte[] handshake() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // CLIENT, with a protocol, without a hash and metadata.
    bytes.write(new byte[] {2, 2});
    string(bytes, "{\"messages\":{\"%s\":{}}}".formatted(tellsState ? "getSinkState" : "ack"));
    bytes.write(new byte[] {0, 0});
    return bytes.toByteArray();
  }

  private void answer(DataOutputStream out, int serial, String message, DataInputStream request)
      throws IOException {
    switch (message) {
      case "getEventBatch" -> {
        polls.incrementAndGet();
        long wanted = readLong(request);
        // Others may be asked meanwhile, on the same connection.
        Thread thread = new Thread(() -> poll(out, serial, wanted), "fake-sink-poll");
        thread.setDaemon(true);
        thread.start();
      }
      case "getSinkState" -> write(out, serial, state());
      default -> {
        settle(message);
        write(out, serial, new byte[] {0, 0});
      }
    }
  }

  private synchronized void settle(String message) {
    if (message.equals("ack")) {
      acks++;
    } else {
      nacks++;
      events += taken;
    }
    taken = 0;
    notifyAll();
  }

  private synchronized byte[] state() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {0, 0});
    for (long value : new long[] {events, 1000, -1, taken > 0 ? 1 : 0, taken, waiting, -1}) {
      writeLong(bytes, value);
    }
    return bytes.toByteArray();
  }

  private void poll(DataOutputStream out, int serial, long wanted) {
    try {
      int count;
      int size;
      synchronized (this) {
        waiting++;
        while (events == 0) {
          wait();
        }
        waiting--;
        count = (int) Math.min(wanted, events);
        events -= count;
        taken = count;
        takenBy = out;
        size = bodyBytes;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(new byte[] {0, 0, 0});
      string(bytes, "seq");
      writeLong(bytes, count);
      for (int i = 0; i < count; i++) {
        bytes.write(0);
        writeLong(bytes, size);
        bytes.write(new byte[size]);
      }
      bytes.write(0);
      write(out, serial, bytes.toByteArray());
    } catch (IOException e) {
      takeBack(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(DataOutputStream out, int serial, byte[] content) throws IOException {
    synchronized (out) {
      out.writeInt(serial);
      out.writeInt(1);
      out.writeInt(content.length);
      out.write(content);
      out.flush();
    }
  }

  private static void string(ByteArrayOutputStream out, String text) throws IOException {
    writeLong(out, text.length());
    out.write(text.getBytes(UTF_8));
  }

  private static void writeLong(ByteArrayOutputStream out, long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long readLong(DataInputStream in) throws IOException {
    long value = 0;
    for (int i = 0; ; i++) {
      int b = in.readByte();
      value |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    dropConnections();
  }
}
