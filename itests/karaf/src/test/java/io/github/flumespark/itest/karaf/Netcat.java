package io.github.flumespark.itest.karaf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of Flume's netcat source. */
final class Netcat {

  private static final int READ_TIMEOUT_MILLIS = 30_000;

  private Netcat() {}

  /** Sends lines, and returns once each of them is in the channel. */
  static void send(int port, String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (String line : lines) {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        String answer = answers.readLine();
        if (!"OK".equals(answer)) {
          throw new IOException("The netcat source answered " + answer + " to " + line);
        }
      }
    }
  }
}
