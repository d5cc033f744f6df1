package io.github.flumespark.itest.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends lines to Flume's netcat source and returns once each of them is in the channel. */
public final class Netcat implements AutoCloseable {

  private static final int READ_TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final BufferedReader answers;
  private final Writer lines;

  public Netcat(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    answers =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    lines = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
  }

  public void send(List<String> bodies) throws IOException {
    // In chunks: the source answers while it reads, and nobody reads answers while we write.
    for (int from = 0; from < bodies.size(); from += 100) {
      List<String> chunk = bodies.subList(from, Math.min(from + 100, bodies.size()));
      lines.write(String.join("\n", chunk) + "\n");
      lines.flush();
      for (String body : chunk) {
        String answer = answers.readLine();
        if (!"OK".equals(answer)) {
          throw new IOException("The netcat source answered " + answer + " to " + body);
        }
      }
    }
  }

  /** Sends numbered events: PREFIX-00000, PREFIX-00001 and so on. */
  public List<String> sendNumbered(String prefix, int count) throws IOException {
    List<String> bodies = numbered(prefix, count);
    send(bodies);
    return bodies;
  }

  public static List<String> numbered(String prefix, int count) {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bodies.add(String.format("%s-%05d", prefix, i));
    }
    return bodies;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
