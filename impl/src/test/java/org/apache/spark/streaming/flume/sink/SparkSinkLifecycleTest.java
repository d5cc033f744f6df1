package org.apache.spark.streaming.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.ipc.CallFuture;
import org.apache.flume.Context;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.FlumeException;
import org.apache.flume.Sink;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.Configurables;
import org.apache.flume.lifecycle.LifecycleState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Start, stop and process, in every order in which Flume may call them. */
class SparkSinkLifecycleTest {

  private final SparkSink sink = new SparkSink();
  private final MemoryChannel channel = TestSink.memoryChannel(Map.of("keep-alive", "3600"));

  SparkSinkLifecycleTest() {
    sink.setName("lifecycle");
    sink.setChannel(channel);
    configure("0");
  }

  private void configure(String port) {
    Configurables.configure(
        sink, new Context(Map.of("hostname", "127.0.0.1", "port", port, "threads", "2")));
  }

  @AfterEach
  void stop() {
    sink.stop();
    channel.stop();
  }

  @Test
  void aSecondStartDoesNothing() {
    sink.start();
    int port = sink.getPort();

    sink.start();

    assertThat(sink.getPort()).isEqualTo(port);
  }

  @Test
  void configureBindsNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      configure(String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void aPortInUseIsAFlumeExceptionThatNamesTheAddressAndTheRetryWorks() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      configure(String.valueOf(port));
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(sink::start)
            .isInstanceOf(FlumeException.class)
            .hasMessageContaining("lifecycle")
            .hasMessageContaining("127.0.0.1:" + port);
      }
      assertThat(sink.getLifecycleState()).isNotEqualTo(LifecycleState.START);
      assertNoThreads();
    }

    sink.start();

    assertThat(sink.getPort()).isEqualTo(port);
    assertThat(sink.getLifecycleState()).isEqualTo(LifecycleState.START);
  }

  @Test
  void aHostThatIsNotThisMachineIsAFlumeExceptionThatNamesIt() {
    Configurables.configure(
        sink, new Context(Map.of("hostname", "no.such.host.invalid", "port", "0")));

    assertThatThrownBy(sink::start)
        .isInstanceOf(FlumeException.class)
        .hasMessageContaining("no.such.host.invalid");
  }

  @Test
  void startAfterStopServesAgain() throws Exception {
    sink.start();
    sink.stop();
    assertThat(sink.getLifecycleState()).isEqualTo(LifecycleState.STOP);
    assertNoThreads();

    sink.start();

    try (TestClient client = new TestClient(sink.getPort())) {
      assertThat(client.poll(0).getErrorMsg().toString()).contains("n = 0");
    }
  }

  @Test
  void stopEndsWhileClientsHoldMorePollsThanThereAreThreads() throws Exception {
    sink.start();
    List<TestClient> clients = new ArrayList<>();
    List<CallFuture<EventBatch>> polls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      TestClient client = new TestClient(sink.getPort());
      clients.add(client);
      // The first call on a connection blocks for its handshake, so make it one that is answered.
      client.poll(0);
      CallFuture<EventBatch> poll = new CallFuture<>();
      client.protocol().getEventBatch(10, poll);
      polls.add(poll);
    }

    sink.stop();

    assertNoThreads();
    for (CallFuture<EventBatch> poll : polls) {
      poll.await(30, TimeUnit.SECONDS);
      assertThat(poll.isDone()).as("the poll was answered").isTrue();
    }
    clients.forEach(TestClient::close);
  }

  @Test
  void processTellsThatTheSinkServes() throws Exception {
    sink.start();

    assertThat(sink.process()).isEqualTo(Sink.Status.READY);
  }

  @Test
  void processThrowsWhenTheSinkIsNotRunning() {
    assertThatThrownBy(sink::process)
        .isInstanceOf(EventDeliveryException.class)
        .hasMessageContaining("lifecycle");
    sink.start();
    sink.stop();
    assertThatThrownBy(sink::process).isInstanceOf(EventDeliveryException.class);
  }

  @Test
  void anInterruptedProcessBacksOffAndKeepsTheFlag() throws Exception {
    sink.start();
    Thread.currentThread().interrupt();

    Sink.Status status = sink.process();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(status).isEqualTo(Sink.Status.BACKOFF);
  }

  @Test
  void processEndsWhenTheSinkIsStopped() throws Exception {
    sink.start();
    CompletableFuture<Sink.Status> process =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                Sink.Status status = Sink.Status.READY;
                while (status == Sink.Status.READY) {
                  status = sink.process();
                }
                return status;
              } catch (EventDeliveryException e) {
                return Sink.Status.BACKOFF;
              }
            });

    sink.stop();

    assertThat(process.get(30, TimeUnit.SECONDS)).isEqualTo(Sink.Status.BACKOFF);
  }

  @Test
  void thePortOfASinkThatIsNotRunningIsAnError() {
    assertThatThrownBy(sink::getPort)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lifecycle");
  }

  @Test
  void aSinkThatWasNeverConfiguredSaysSo() {
    SparkSink bare = new SparkSink();
    bare.setName("bare");
    bare.setChannel(channel);

    assertThatThrownBy(bare::start)
        .isInstanceOf(FlumeException.class)
        .hasMessageContaining("was not configured");
  }

  /** Netty's threads end a moment after their group says so. */
  private static void assertNoThreads() {
    await("the sink's threads to end")
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("spark-sink-lifecycle")));
  }
}
