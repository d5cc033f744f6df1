package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees of the protocol; a subclass for each version of Avro that it may have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProtocolContract {

  private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

  private final String avro;
  private AgentProcess agent;
  private Netcat netcat;
  private ProtocolClient client;

  ProtocolContract(String avro) {
    this.avro = avro;
  }

  @BeforeAll
  void start() throws Exception {
    Path directory = Agents.workDirectory(getClass(), "agent");
    agent =
        AgentSetup.of(
                "agent",
                Agents.netcatToMemory()
                    + Agents.sink(0, "pollTimeout = " + POLL_TIMEOUT.toMillis(), "timeout = 30"))
            .start(directory);
    client =
        ProtocolClient.start(
            "Avro " + avro + " client",
            Path.of(System.getProperty("client.avro-" + avro)),
            Path.of(System.getProperty("client.classes")),
            directory.resolve("client.err"));
    netcat = new Netcat(agent.awaitNetcatPort(0));
    client.open("a", agent.awaitSinkPort(Agents.SINK));
    client.open("b", agent.awaitSinkPort(Agents.SINK));
  }

  @AfterAll
  void stop() throws Exception {
    if (client != null) {
      client.close();
    }
    if (netcat != null) {
      netcat.close();
    }
    agent.close();
  }

  @Test
  void aBatchIsPolledAndAcknowledged() throws Exception {
    List<String> sent = netcat.sendNumbered("acked", 30);

    assertThat(drain(30)).containsExactlyElementsOf(sent);
    assertThat(client.poll("a", 100).events()).isEmpty();
  }

  @Test
  void aNackedBatchComesAgainUnderAnotherNumber() throws Exception {
    List<String> sent = netcat.sendNumbered("nacked", 1);

    ClientBatch first = client.poll("a", 100);
    client.nack("a", first.sequenceNumber());
    ClientBatch second = client.poll("a", 100);
    client.ack("a", second.sequenceNumber());

    assertThat(first.bodies()).isEqualTo(sent);
    assertThat(second.bodies()).isEqualTo(sent);
    assertThat(second.sequenceNumber()).isNotEqualTo(first.sequenceNumber());
  }

  @Test
  void anEmptyChannelGivesAnEmptySuccessfulBatchOncePollTimeoutHasPassed() throws Exception {
    long start = System.nanoTime();

    ClientBatch batch = client.poll("a", 100);

    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    assertThat(batch.errorMsg()).isEmpty();
    assertThat(batch.events()).isEmpty();
    assertThat(waited).isBetween(POLL_TIMEOUT.minusMillis(50), POLL_TIMEOUT.plusSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aPollForNothingIsAnsweredAtOnceWithAnErrorThatSaysSo(int n) throws Exception {
    long start = System.nanoTime();

    ClientBatch batch = client.poll("a", n);

    assertThat(batch.errorMsg()).contains(Integer.toString(n));
    assertThat(batch.events()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(POLL_TIMEOUT);
  }

  @Test
  void aPollForEverythingIsServed() throws Exception {
    netcat.sendNumbered("max", 3);

    ClientBatch batch = client.poll("a", Integer.MAX_VALUE);
    client.ack("a", batch.sequenceNumber());

    assertThat(batch.errorMsg()).isEmpty();
    assertThat(batch.bodies()).isEqualTo(Netcat.numbered("max", 3));
  }

  @Test
  void numbersThatAreUnknownOrSettledAreAnsweredAndChangeNothing() throws Exception {
    List<String> sent = netcat.sendNumbered("once", 5);

    ClientBatch batch = client.poll("a", 100);
    client.ack("a", batch.sequenceNumber());

    assertThatCode(
            () -> {
              client.ack("a", batch.sequenceNumber());
              client.nack("b", batch.sequenceNumber());
              client.ack("b", "no-such-number");
              client.nack("a", "");
            })
        .doesNotThrowAnyException();
    assertThat(batch.bodies()).isEqualTo(sent);
    assertThat(client.poll("a", 100).events()).isEmpty();
  }

  @Test
  void aPollThatWaitsDelaysNoAckOnAnotherConnection() throws Exception {
    netcat.sendNumbered("open", 5);
    ClientBatch open = client.poll("a", 100);
    Future<ClientBatch> waiting = client.startPoll("b", 100);

    long start = System.nanoTime();
    client.ack("a", open.sequenceNumber());
    Duration acked = Duration.ofNanos(System.nanoTime() - start);

    // The poll still waits, so the ack cannot have waited for it.
    assertThat(waiting).isNotDone();
    assertThat(acked).isLessThan(POLL_TIMEOUT);
    assertThat(client.await("poll", waiting).events()).isEmpty();
  }

  private List<String> drain(int events) throws InterruptedException {
    List<String> bodies = new ArrayList<>();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (bodies.size() < events && System.nanoTime() < end) {
      ClientBatch batch = client.poll("a", 100);
      assertThat(batch.errorMsg()).isEmpty();
      if (!batch.events().isEmpty()) {
        client.ack("a", batch.sequenceNumber());
      }
      bodies.addAll(batch.bodies());
    }
    return bodies;
  }
}
