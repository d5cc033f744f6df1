package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.settings.ConnectionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group's stop, whatever its connections are about. */
class PollerGroupTest {

  private static final String THREADS = "flume-stream-77-";

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void pollsThatWaitEndAtOnceAndTheirThreadsAreGone() throws IOException {
    PollerGroup group = group(new SinkAddress("127.0.0.1", server.getLocalPort()), Long.MAX_VALUE);
    group.start();
    try (Socket first = server.accept();
        Socket second = server.accept()) {
      // The handshake has come, so a poll waits.
      assertThat(first.getInputStream().read()).isNotNegative();
      assertThat(second.getInputStream().read()).isNotNegative();

      assertThat(timeOf(group::stop)).isLessThan(Duration.ofSeconds(2));
      assertNoThreads();
    }
  }

  @Test
  void whatWaitsForTheNextTryEndsAtOnce() throws IOException {
    int nobody = server.getLocalPort();
    server.close();
    PollerGroup group = group(new SinkAddress("127.0.0.1", nobody), Long.MAX_VALUE);
    group.start();

    assertThat(timeOf(group::stop)).isLessThan(Duration.ofSeconds(2));
    assertNoThreads();
  }

  @Test
  void whatWaitsForSparksLimitEndsAtOnce() {
    PollerGroup group = group(new SinkAddress("127.0.0.1", server.getLocalPort()), 1);
    group.start();

    assertThat(timeOf(group::stop)).isLessThan(Duration.ofSeconds(2));
    assertNoThreads();
  }

  private static Duration timeOf(Runnable action) {
    long before = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - before);
  }

  private static void assertNoThreads() {
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith(THREADS)));
  }

  private static PollerGroup group(SinkAddress sink, long eventsPerSecond) {
    PollingSettings settings =
        new PollingSettings(
            List.of(sink), 1000, 2, new ConnectionSettings(ClientSettings.DEFAULTS, null, null));
    return new PollerGroup(
        settings,
        ClientSettings.DEFAULTS,
        new FakeEventStore() {
          @Override
          public int streamId() {
            return 77;
          }

          @Override
          public long eventsPerSecond() {
            return eventsPerSecond;
          }
        });
  }
}
