package io.github.flumespark.sql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkProtocolException;
import io.github.flumespark.client.TlsSettings;
import io.github.flumespark.sql.read.BatchSource.Answer;
import io.github.flumespark.sql.read.BatchSource.Nothing;
import io.github.flumespark.sql.read.BatchSource.Polled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One connection after another to a sink on a socket, and the pool that keeps them. */
class SinkSourceTest {

  private final ConnectionPool pool = new ConnectionPool(Duration.ofSeconds(30));

  private SinkSource source(SinkAddress sink, ClientSettings settings) {
    return new SinkSource(sink, settings, Duration.ofMillis(200), pool);
  }

  private SinkSource source(FakeSink sink) {
    return source(sink.address(), ClientSettings.DEFAULTS);
  }

  private static void ack(Answer answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(Polled.class, polled -> assertThat(polled.ack()).isTrue());
  }

  @Test
  void aConnectionIsUsedAgainByTheNextSource() throws IOException {
    try (FakeSink sink = new FakeSink(true)) {
      for (int i = 0; i < 3; i++) {
        sink.put(5);
        try (SinkSource source = source(sink)) {
          ack(source.poll(10, true));
        }
      }
      assertThat(sink.connections()).isOne();
    }
  }

  @Test
  void oneThatTheSinkHasClosedIsMadeAnewWithoutAWord() throws IOException {
    try (FakeSink sink = new FakeSink(true)) {
      sink.put(5);
      try (SinkSource source = source(sink)) {
        ack(source.poll(10, true));
      }
      sink.dropConnections();
      sink.put(5);
      try (SinkSource source = source(sink)) {
        ack(source.poll(10, true));
      }
      assertThat(sink.connections()).isEqualTo(2);
    }
  }

  @Test
  void settingsThatDifferShareNoConnection() throws IOException {
    try (FakeSink sink = new FakeSink(true)) {
      for (String name : new String[] {"one", "other"}) {
        sink.put(5);
        try (SinkSource source =
            source(sink.address(), ClientSettings.DEFAULTS.withClientName(name))) {
          ack(source.poll(10, true));
        }
      }
      assertThat(sink.connections()).isEqualTo(2);
    }
  }

  @Test
  void oneThatNobodyUsesIsClosed() throws IOException {
    ConnectionPool hasty = new ConnectionPool(Duration.ofMillis(50));
    try (FakeSink sink = new FakeSink(true)) {
      sink.put(5);
      try (SinkSource source =
          new SinkSource(sink.address(), ClientSettings.DEFAULTS, Duration.ofMillis(200), hasty)) {
        ack(source.poll(10, true));
      }
      Awaitility.await("its end")
          .atMost(Duration.ofSeconds(10))
          .until(() -> hasty.takeIdle(sink.address(), ClientSettings.DEFAULTS) == null);
    }
  }

  @Test
  void whatIsNotSettledGoesBackWithTheSource() throws IOException {
    try (FakeSink sink = new FakeSink(true)) {
      sink.put(5);
      try (SinkSource source = source(sink)) {
        assertThat(source.poll(10, true)).isInstanceOf(Polled.class);
      }
      assertThat(pool.takeIdle(sink.address(), ClientSettings.DEFAULTS))
          .as("a connection with an open batch")
          .isNull();
    }
  }

  @Test
  void aPollOfAChannelThatIsSeenToBeEmptyIsGivenUpAtOnce() throws IOException {
    try (FakeSink sink = new FakeSink(true);
        SinkSource source = source(sink)) {
      // The driver has seen some, and another reader was faster.
      assertThat(source.poll(10, true)).isEqualTo(Nothing.EMPTY);
    }
  }

  @Test
  void whereNobodyTellsAPollIsLeftWaitingAndTheNextSourceGetsWhatItBrings() throws IOException {
    try (FakeSink sink = new FakeSink(false)) {
      try (SinkSource source = source(sink)) {
        assertThat(source.poll(10, false)).isEqualTo(Nothing.EMPTY);
      }
      try (SinkSource source = source(sink)) {
        sink.put(5);
        Answer answer = source.poll(10, true);
        assertThat(source.fewerMeansNoMore()).isTrue();
        ack(answer);
        sink.put(1);
        ack(source.poll(10, true));
      }
      assertThat(sink.connections()).isOne();
      assertThat(sink.polls()).isEqualTo(2);
      assertThat(sink.acks()).isEqualTo(2);
    }
  }

  @Test
  void whatAPollBringsThatNobodyWantsIsGivenBack() throws IOException {
    try (FakeSink sink = new FakeSink(false)) {
      try (SinkSource source = source(sink)) {
        assertThat(source.poll(10, false)).isEqualTo(Nothing.EMPTY);
      }
      sink.put(5);
      Awaitility.await("the events to go back")
          .atMost(Duration.ofSeconds(10))
          .until(() -> sink.nacks() == 1 && sink.events() == 5);
      // The sink knows of the refusal before its client has the answer.
      Awaitility.await("the connection to be idle")
          .atMost(Duration.ofSeconds(10))
          .until(() -> isIdle(sink));
      try (SinkSource source = source(sink)) {
        ack(source.poll(10, true));
      }
      assertThat(sink.connections()).isOne();
    }
  }

  private boolean isIdle(FakeSink sink) {
    ConnectionPool.Connection connection = pool.takeIdle(sink.address(), ClientSettings.DEFAULTS);
    if (connection != null) {
      connection.giveBack();
    }
    return connection != null;
  }

  @Test
  void aBatchThatIsTooLargeIsAskedForInPieces() throws IOException {
    ClientSettings small = ClientSettings.builder().maxReplyBytes(5000).build();
    try (FakeSink sink = new FakeSink(true);
        SinkSource source = source(sink.address(), small)) {
      sink.bodiesOf(1000);
      sink.put(60);
      Answer answer = source.poll(30, true);
      assertThat(answer)
          .isInstanceOfSatisfying(
              Polled.class, polled -> assertThat(polled.batch().events()).hasSize(3));
      ack(answer);
      assertThat(source.poll(30, true)).isInstanceOf(Polled.class);
    }
  }

  @Test
  void anEventThatIsTooLargeNamesTheOption() throws IOException {
    ClientSettings small = ClientSettings.builder().maxReplyBytes(5000).build();
    try (FakeSink sink = new FakeSink(true);
        SinkSource source = source(sink.address(), small)) {
      sink.bodiesOf(6000);
      sink.put(60);
      assertThatThrownBy(() -> source.poll(1000, true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("larger than the option maxReplySize allows, which is 5000")
          .hasMessageContaining(sink.address().toString());
    }
  }

  @Test
  void aSinkThatIsNotThereIsAProblemThatMayPass() throws IOException {
    SinkAddress nobody;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = new SinkAddress("127.0.0.1", server.getLocalPort());
    }
    try (SinkSource source = source(nobody, ClientSettings.DEFAULTS)) {
      assertThat(source.poll(10, true))
          .isInstanceOfSatisfying(
              Nothing.class,
              nothing -> assertThat(nothing.problem()).contains("Could not connect"));
    }
  }

  @Test
  void keysThatCannotBeReadAreAProblemThatWillNot() throws IOException {
    ClientSettings keys =
        ClientSettings.builder()
            .tls(TlsSettings.DEFAULTS.withTruststore(new TlsSettings.Store("/no/such.p12", "x")))
            .build();
    try (FakeSink sink = new FakeSink(true);
        SinkSource source = source(sink.address(), keys)) {
      assertThatThrownBy(() -> source.poll(10, true))
          .isInstanceOf(SinkProtocolException.class)
          .hasMessageContaining("/no/such.p12");
    }
  }
}
