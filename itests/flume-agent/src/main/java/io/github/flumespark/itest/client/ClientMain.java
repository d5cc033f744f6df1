package io.github.flumespark.itest.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Obeys commands on standard input, one per line; answers on standard output, one line each, in the
 * order in which they are ready:
 *
 * <pre>
 * ID open CONNECTION HOST PORT      ID ok
 * ID poll CONNECTION N              ID ok SEQUENCE ERROR EVENT...
 * ID ack CONNECTION SEQUENCE        ID ok
 * ID nack CONNECTION SEQUENCE       ID ok
 * ID close CONNECTION               ID ok
 *                            or:    ID failed EXCEPTION MESSAGE
 * </pre>
 *
 * <p>The fields are separated by tabs; see {@link Wire} for how texts and events are written. The
 * commands of one connection run one after another, those of different connections at once. The end
 * of the input ends the program.
 */
public final class ClientMain {

  private final PrintStream out;
  private final Map<String, Connection> connections = new HashMap<>();
  private final Map<String, ExecutorService> threads = new HashMap<>();

  private ClientMain(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    // Standard output is for answers alone, whatever a library prints.
    PrintStream answers = System.out;
    System.setOut(System.err);
    ClientMain client = new ClientMain(answers);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      client.accept(line.split("\t", -1));
    }
    // Netty's threads would keep this JVM alive.
    Runtime.getRuntime().halt(0);
  }

  private void accept(String[] command) {
    ExecutorService thread =
        threads.computeIfAbsent(command[2], name -> Executors.newSingleThreadExecutor());
    Future<?> unused = thread.submit(() -> answer(command));
  }

  // Whatever goes wrong is an answer too: a missing class on this class path, for one.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private void answer(String[] command) {
    String answer;
    try {
      answer = "ok" + obey(command[1], command[2], command);
    } catch (Throwable e) {
      e.printStackTrace();
      answer = "failed\t" + e.getClass().getName() + "\t" + Wire.encode(String.valueOf(e));
    }
    synchronized (out) {
      out.println(command[0] + "\t" + answer);
      out.flush();
    }
  }

  private String obey(String verb, String name, String[] command) throws Exception {
    switch (verb) {
      case "open" -> {
        Connection opened = new Connection(command[3], Integer.parseInt(command[4]));
        synchronized (connections) {
          connections.put(name, opened);
        }
        return "";
      }
      case "poll" -> {
        return connection(name).poll(Integer.parseInt(command[3]));
      }
      case "ack", "nack" -> {
        connection(name).settle(verb, Wire.decode(command[3]));
        return "";
      }
      case "close" -> {
        connection(name).close();
        return "";
      }
      default -> throw new IllegalArgumentException("No such command: " + verb);
    }
  }

  private Connection connection(String name) {
    synchronized (connections) {
      Connection connection = connections.get(name);
      if (connection == null) {
        throw new IllegalStateException("No such connection: " + name);
      }
      return connection;
    }
  }
}
