package org.apache.spark.streaming.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flume.Context;
import org.apache.flume.instrumentation.GangliaServer;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.internal.metrics.SparkSinkCounterMBean;
import org.junit.jupiter.api.Test;

/**
 * Flume's reporter for Ganglia, which puts the name and the value of an attribute into a packet of
 * 1,500 bytes, and gives up on all further attributes of the agent if they don't fit.
 */
class GangliaTest {

  private static final Pattern METRIC = Pattern.compile("flume\\.SINK\\.spark\\.(\\w+)");

  @Test
  void everyAttributeReachesGangliaHoweverMuchTheSinkHasToTell() throws Exception {
    Set<String> received = new ConcurrentSkipListSet<>();
    DatagramSocket ganglia = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread reader = new Thread(() -> read(ganglia, received), "ganglia");
    reader.start();
    GangliaServer reporter = new GangliaServer();
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), Map.of())) {
      for (int i = 0; i < 20; i++) {
        SinkLog.of(GangliaTest.class, "spark").warn("a long story ".repeat(30));
      }
      assertThat(sink.sink().getAttribute("RecentWarnings").toString()).hasSizeGreaterThan(1500);
      reporter.configure(
          new Context(
              Map.of("hosts", "127.0.0.1:" + ganglia.getLocalPort(), "pollFrequency", "1")));
      reporter.start();

      await("every attribute").until(() -> received.containsAll(attributes()));

      assertThat(log.linesWith("ERROR")).isEmpty();
    } finally {
      reporter.stop();
      ganglia.close();
      reader.join();
    }
  }

  private static Set<String> attributes() {
    return Stream.of(SparkSinkCounterMBean.class.getMethods())
        .map(method -> method.getName())
        .filter(name -> name.startsWith("get"))
        .map(name -> name.substring("get".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void read(DatagramSocket socket, Set<String> names) {
    byte[] bytes = new byte[1500];
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    try {
      while (true) {
        packet.setLength(bytes.length);
        socket.receive(packet);
        Matcher name =
            METRIC.matcher(new String(bytes, 0, packet.getLength(), StandardCharsets.ISO_8859_1));
        if (name.find()) {
          names.add(name.group(1));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }
}
