package io.github.flumespark.itest.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Does harm inside an agent's JVM, from a Java agent that stands beside Flume: fills the heap for
 * some seconds, or ends one of the sink's threads; and counts them. Takes its orders on a loopback
 * port that it prints, a line each, and answers a line when it is done.
 */
public final class Saboteur {

  static final String LISTENS = "The saboteur listens on ";

  private static final int ATTEMPTS = 200;

  private Saboteur() {}

  /** Called by the JVM before the agent's main method. */
  public static void premain(String arguments, Instrumentation instrumentation) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    System.out.println(LISTENS + server.getLocalPort());
    Thread thread = new Thread(() -> serve(server), "saboteur");
    thread.setDaemon(true);
    thread.start();
  }

  private static void serve(ServerSocket server) {
    while (true) {
      try (Socket socket = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
          PrintStream out =
              new PrintStream(socket.getOutputStream(), true, StandardCharsets.US_ASCII)) {
        String[] order = in.readLine().split(" ", 2);
        out.println(
            switch (order[0]) {
              case "heap" -> fillHeap(Integer.parseInt(order[1]));
              case "count" -> count(order[1].split(" "));
              default -> endThread(order[1]);
            });
      } catch (Throwable t) {
        // The heap may still be full, by others; whoever gave the order sees no answer.
      }
    }
  }

  /** Full to the last word, given back and full again, until the time is over. */
  private static String fillHeap(int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Random random = new Random();
    int times = 0;
    while (System.nanoTime() - end < 0) {
      Object[] head = null;
      try {
        while (true) {
          head = new Object[] {head, new byte[random.nextInt(20_000)]};
        }
      } catch (OutOfMemoryError full) {
        times++;
      }
      try {
        while (true) {
          head = new Object[] {head, new byte[16]};
        }
      } catch (OutOfMemoryError fuller) {
        TimeUnit.MILLISECONDS.sleep(30);
      }
      head = null;
      TimeUnit.MILLISECONDS.sleep(30);
    }
    return "The heap was full " + times + " times";
  }

  /**
   * Throws an Error at a thread, where it is. Not inside a channel: what Flume's channels make of
   * one is not what this is about.
   */
  private static String endThread(String role) throws Exception {
    for (int i = 0; i < ATTEMPTS; i++) {
      for (Thread thread : threads(role)) {
        if (isHarmless(thread.getStackTrace())) {
          Thread.class.getMethod("stop").invoke(thread);
          return "An Error was thrown at " + thread.getName();
        }
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return "No thread was at a place for it";
  }

  private static String count(String[] roles) {
    return Arrays.stream(roles)
        .map(role -> role + "=" + threads(role).size())
        .collect(Collectors.joining(" "));
  }

  private static List<Thread> threads(String role) {
    Thread[] all = new Thread[Thread.activeCount() + 100];
    int count = Thread.enumerate(all);
    return Arrays.stream(all, 0, count)
        .filter(thread -> thread.getName().matches("spark-sink-.*-" + role + "(-\\d+)*"))
        .toList();
  }

  private static boolean isHarmless(StackTraceElement[] stack) {
    return stack.length > 0
        && Arrays.stream(stack)
            .noneMatch(frame -> frame.getClassName().startsWith("org.apache.flume."));
  }
}
