package io.github.flumespark.itest.benchmarks.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.event.EventBuilder;

/** Puts events with two headers into the channel. */
final class Feeder {

  /**
   * Distinct bodies and header maps of a fill; the events share them, so that the heap stays small.
   */
  private static final int DISTINCT = 1024;

  private static final int EVENTS_PER_PUT = 1000;

  private final Channel channel;
  private int nextId;

  Feeder(Channel channel) {
    this.channel = channel;
  }

  /** Puts events as fast as the channel takes them. */
  void fill(int count, int bodyBytes) {
    SplittableRandom random = new SplittableRandom(42);
    List<Map<String, String>> headers = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < DISTINCT; i++) {
      headers.add(headers("host-" + i % 16, i));
      bodies.add(body(bodyBytes, random));
    }
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Event event = EventBuilder.withBody(bodies.get(i % DISTINCT));
      event.setHeaders(headers.get(i % DISTINCT));
      events.add(event);
      if (events.size() == EVENTS_PER_PUT) {
        put(events);
        events.clear();
      }
    }
    if (!events.isEmpty()) {
      put(events);
    }
  }

  private static Map<String, String> headers(String host, long number) {
    Map<String, String> headers = new HashMap<>();
    headers.put("host", host);
    headers.put("timestamp", String.valueOf(1_700_000_000_000L + number));
    return headers;
  }

  private static byte[] body(int bytes, SplittableRandom random) {
    byte[] body = new byte[bytes];
    random.nextBytes(body);
    return body;
  }

  /**
   * Starts to put single events at a steady rate, each with its number and the time at which it is
   * due: what has to wait for room in the channel waits.
   */
  void feed(int perSecond, int count) {
    start(
        () -> {
          long start = System.nanoTime();
          for (int i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            for (long left; (left = due - System.nanoTime()) > 0; ) {
              LockSupport.parkNanos(left);
            }
            List<Event> event = List.of(stamped(due));
            while (!tryPut(event)) {
              // A full channel has kept it waiting for as long as Flume lets it.
            }
          }
        });
  }

  /** Puts a number of events at once, each with its number and the time of its put. */
  void burst(int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(stamped(System.nanoTime()));
    }
    put(events);
  }

  /** The time stands in the body, too: not every road carries headers. */
  private Event stamped(long nanos) {
    Map<String, String> headers = new HashMap<>();
    String time = String.valueOf(nanos);
    headers.put("id", String.valueOf(nextId++));
    headers.put("put", time);
    byte[] body = new byte[100];
    Arrays.fill(body, (byte) ' ');
    System.arraycopy(time.getBytes(StandardCharsets.US_ASCII), 0, body, 0, time.length());
    return EventBuilder.withBody(body, headers);
  }

  /**
   * Starts to put events that share nothing, waiting whenever the channel is full, as an agent's
   * source would.
   */
  void pour(int count, int bodyBytes) {
    start(
        () -> {
          SplittableRandom random = new SplittableRandom(42);
          List<Event> events = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            events.add(
                EventBuilder.withBody(body(bodyBytes, random), headers("host-" + i % 16, i)));
            if (events.size() == 100 || i == count - 1) {
              while (!tryPut(events)) {
                LockSupport.parkNanos(1_000_000);
              }
              events.clear();
            }
          }
        });
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "feeder");
    thread.setDaemon(true);
    thread.start();
  }

  private boolean tryPut(List<Event> events) {
    try {
      put(events);
      return true;
    } catch (org.apache.flume.ChannelException full) {
      return false;
    }
  }

  private void put(List<Event> events) {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      events.forEach(channel::put);
      transaction.commit();
    } catch (RuntimeException | Error e) {
      transaction.rollback();
      throw e;
    } finally {
      transaction.close();
    }
  }
}
