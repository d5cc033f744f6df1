package io.github.flumespark.itest.spark24;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.flume.Context;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.Configurables;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.SparkSink;

/**
 * Spark 2.4.8's own sink with a memory channel, for clients that must get on with it. Says {@code
 * PORT n}, then obeys stdin: {@code put NAME COUNT} (says PUT), {@code count} (says COUNT n, the
 * events that were committed). The end of stdin ends the JVM.
 */
public final class Spark24Sink {

  private static final int PUT_SIZE = 100;

  private Spark24Sink() {}

  /**
   * Obeys until its stdin ends.
   *
   * @param args how many seconds a take of the channel waits for an event
   */
  public static void main(String[] args) throws Exception {
    MemoryChannel channel = new MemoryChannel();
    channel.setName("memory");
    Map<String, String> settings = new HashMap<>();
    settings.put("capacity", "100000");
    settings.put("transactionCapacity", "10000");
    settings.put("keep-alive", args[0]);
    Configurables.configure(channel, new Context(settings));
    channel.start();
    SparkSink sink = new SparkSink();
    sink.setName("spark");
    sink.setChannel(channel);
    Map<String, String> address = new HashMap<>();
    address.put("hostname", "127.0.0.1");
    address.put("port", "0");
    Configurables.configure(sink, new Context(address));
    sink.start();
    Answers.print("PORT %d", sink.getPort());
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("put")) {
          put(channel, words[1], Integer.parseInt(words[2]));
          Answers.print("PUT %s", words[1]);
        } else {
          Answers.print("COUNT %d", committed());
        }
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static void put(MemoryChannel channel, String name, int count) {
    for (int from = 0; from < count; from += PUT_SIZE) {
      Transaction transaction = channel.getTransaction();
      transaction.begin();
      for (int i = from; i < Math.min(from + PUT_SIZE, count); i++) {
        channel.put(EventBuilder.withBody((name + "-" + i).getBytes(StandardCharsets.UTF_8)));
      }
      transaction.commit();
      transaction.close();
    }
  }

  /** What the channel's own counter says has left it for good. */
  private static long committed() throws JMException {
    return (long)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName("org.apache.flume.channel:type=memory"), "EventTakeSuccessCount");
  }
}
