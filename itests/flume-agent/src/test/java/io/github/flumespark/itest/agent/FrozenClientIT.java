package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A peer that is gone without a FIN: its JVM is stopped by SIGSTOP, so its connections stay open
 * and nothing comes from them, as from a machine that has lost its power.
 */
class FrozenClientIT {

  @Test
  void whatAClientHoldsThatFallsSilentGoesToOthersAfterTheTimeout() throws Exception {
    Path directory = Agents.workDirectory(FrozenClientIT.class, "agent");
    String properties =
        Agents.netcatToMemory() + Agents.sink(0, "timeout = 2", "pollTimeout = 20000");
    try (AgentProcess agent = AgentSetup.of("agent", properties).start(directory);
        Netcat netcat = new Netcat(agent.awaitNetcatPort(0));
        PollingClient other = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
      List<String> sent = new ArrayList<>(netcat.sendNumbered("held", 20));
      try (ProtocolClient frozen = client(directory)) {
        frozen.open("holds", agent.awaitSinkPort(Agents.SINK));
        frozen.open("waits", agent.awaitSinkPort(Agents.SINK));
        ClientBatch held = frozen.poll("holds", 20);
        assertThat(held.bodies()).isNotEmpty().isSubsetOf(sent);
        var unused = frozen.startPoll("waits", 20);

        signal("STOP", frozen.pid());
        sent.addAll(netcat.sendNumbered("later", 20));

        assertThat(Consumer.drain(other, 100, 40)).containsExactlyInAnyOrderElementsOf(sent);
        signal("CONT", frozen.pid());
        frozen.ack("holds", held.sequenceNumber());
      }
      List<String> more = netcat.sendNumbered("after", 5);
      assertThat(Consumer.drain(other, 100, 5)).containsExactlyInAnyOrderElementsOf(more);
    }
  }

  private static ProtocolClient client(Path directory) throws IOException {
    return ProtocolClient.start(
        "client to freeze",
        Path.of(System.getProperty("client.avro-1.8.2")),
        Path.of(System.getProperty("client.classes")),
        directory.resolve("client.err"));
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
