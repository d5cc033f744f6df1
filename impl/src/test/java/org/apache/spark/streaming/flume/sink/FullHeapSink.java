package org.apache.spark.streaming.flume.sink;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.Transaction;
import org.apache.flume.event.EventBuilder;

/**
 * A sink in a JVM of its own, whose heap is filled on command. Speaks by lines: a command comes in,
 * its answer goes out.
 */
final class FullHeapSink {

  private static final int BODY_BYTES = 2000;

  private final TestSink sink =
      TestSink.on(new PreallocatedChannel(2000), Map.of("timeout", "5", "pollTimeout", "2000"));
  private final Random random = new Random();
  private final PrintStream out = System.out;
  private volatile boolean feeding = true;
  private int put;

  private FullHeapSink() {}

  /** Started by {@link FullHeapIT}. */
  public static void main(String[] arguments) throws Exception {
    new FullHeapSink().serve();
  }

  private void serve() throws Exception {
    Thread feeder = new Thread(this::feed, "feeder");
    // Touched before the trouble begins: what they load then is there.
    sink.sink().process();
    threads();
    out.println(sink.port());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String command = in.readLine(); command != null; command = in.readLine()) {
      switch (command) {
        case "feed" -> {
          feeder.start();
          out.println(put);
        }
        case "fill" -> out.println(fill());
        case "status" -> out.println(status());
        case "threads" -> out.println(threads());
        case "end feeding" -> {
          feeding = false;
          feeder.join();
          out.println(put);
        }
        case "put one" -> {
          putOne();
          out.println(put);
        }
        case "dump" -> out.println(dump());
        case "stop" -> {
          sink.sink().stop();
          out.println(left());
        }
        default -> throw new IllegalArgumentException(command);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private void feed() {
    while (feeding) {
      try {
        putOne();
        Thread.sleep(2);
      } catch (Throwable fullOrNoMemory) {
        endTransaction();
      }
    }
  }

  /** For want of memory, even that may have failed; and then the thread can't begin another. */
  private void endTransaction() {
    try {
      sink.channel().getTransaction().close();
    } catch (Throwable closedOrNoMemory) {
      // The next one comes soon.
    }
  }

  /** Counts what is surely in the channel: its commit has come back. */
  private void putOne() {
    byte[] body = new byte[BODY_BYTES];
    ByteBuffer.wrap(body).putInt(put);
    Event event = EventBuilder.withBody(body);
    Transaction transaction = sink.channel().getTransaction();
    boolean committed = false;
    transaction.begin();
    try {
      sink.channel().put(event);
      transaction.commit();
      committed = true;
      put++;
    } finally {
      if (!committed) {
        transaction.rollback();
      }
      transaction.close();
    }
  }

  /** Eight seconds in which there is no memory, but for moments; tells how often it was used up. */
  private int fill() throws InterruptedException {
    int times = 0;
    long end = System.nanoTime() + 8_000_000_000L;
    while (System.nanoTime() - end < 0) {
      Object[] head = null;
      try {
        while (true) {
          head = new Object[] {head, new byte[random.nextInt(20_000)]};
        }
      } catch (OutOfMemoryError full) {
        times++;
        try {
          while (true) {
            head = new Object[] {head, new byte[16]};
          }
        } catch (OutOfMemoryError toTheBrim) {
          Thread.sleep(30);
        }
      }
      head = null;
      Thread.sleep(30);
    }
    return times;
  }

  private String status() {
    try {
      return sink.sink().process().name();
    } catch (EventDeliveryException e) {
      return e.getMessage();
    }
  }

  /** The sink's threads by their roles. */
  private static Map<String, Long> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("spark-sink-"))
        .collect(
            Collectors.groupingBy(name -> name.replaceAll("[0-9-]+$", ""), Collectors.counting()));
  }

  /** What the sink counts, and where its threads are, into the log. */
  private int dump() throws JMException {
    for (String count : List.of("OpenConnectionCount", "WaitingPollCount", "OpenBatchCount")) {
      System.err.println(count + "=" + sink.sink().getAttribute(count));
    }
    Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
    all.forEach(
        (thread, stack) -> {
          if (thread.getName().startsWith("spark-sink-")) {
            System.err.println(thread);
            Stream.of(stack).limit(12).forEach(frame -> System.err.println("\tat " + frame));
          }
        });
    return all.size();
  }

  /** What the channel still holds. */
  private List<Integer> left() {
    List<Integer> left = new ArrayList<>();
    boolean more = true;
    while (more) {
      Transaction transaction = sink.channel().getTransaction();
      transaction.begin();
      for (int i = 0; i < 50 && more; i++) {
        Event event = sink.channel().take();
        more = event != null;
        if (more) {
          left.add(ByteBuffer.wrap(event.getBody()).getInt());
        }
      }
      transaction.commit();
      transaction.close();
    }
    return left;
  }
}
