package org.apache.spark.streaming.flume.sink.internal.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.streaming.flume.sink.internal.batch.FakeReply.Answer;
import org.apache.spark.streaming.flume.sink.internal.transform.ChainLimits;
import org.apache.spark.streaming.flume.sink.internal.transform.DeadLetterDesk;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;
import org.apache.spark.streaming.flume.sink.internal.transform.StageRules;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerStage;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When dead letters are stored: after the client has acknowledged, and before the commit. */
@Timeout(60)
class DeadLetterBatchTest implements DeadLetterStore {

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);
  private final List<String> stored = new CopyOnWriteArrayList<>();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private volatile boolean broken;

  DeadLetterBatchTest() {
    DeadLetterDesk desk = new DeadLetterDesk("spark", "test", this, engine.calls, System::nanoTime);
    TransformerStage stage =
        new TransformerStage(
            "spark",
            StageRules.of("t", OnError.DEAD_LETTER),
            (event, out) -> {
              if (event.bodyAsString(UTF_8).startsWith("poison")) {
                throw new IOException("not JSON");
              }
              out.emit(event);
            },
            desk,
            engine.calls,
            System::nanoTime);
    engine.chain = new TransformerChain(List.of(stage), ChainLimits.NONE, desk);
    channel.onCommit = () -> order.add("commit");
  }

  @Override
  public void store(List<DeadLetter> letters) throws IOException {
    if (broken) {
      throw new IOException("no space left on device");
    }
    letters.forEach(letter -> stored.add(letter.event().bodyAsString(UTF_8)));
    order.add("store");
  }

  @Test
  void theLettersOfAnAckedBatchAreStoredBeforeItsCommit() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a", "poison 1", "poison 2", "b");

      Answer answer = engine.poll(2).await();
      assertThat(answer.bodies()).containsExactly("a", "b");
      assertThat(stored).as("before the client has acknowledged").isEmpty();
      assertThat(engine.ack(answer.sequence()).get()).isNull();

      assertThat(stored).containsExactly("poison 1", "poison 2");
      assertThat(channel.content()).isEmpty();
      assertThat(order).containsExactly("store", "commit");
    }
  }

  @Test
  void aNackedBatchStoresNothing() throws Exception {
    try (engine) {
      engine.start();
      channel.put("poison", "a");

      Answer answer = engine.poll(1).await();
      engine.nack(answer.sequence()).get();

      assertThat(stored).isEmpty();
      assertThat(channel.content()).containsExactly("poison", "a");

      engine.ack(engine.poll(1).await().sequence()).get();
      assertThat(stored).containsExactly("poison");
      assertThat(channel.content()).isEmpty();
    }
  }

  @Test
  void eventsThatAllBecameLettersNeedNoClient() throws Exception {
    try (engine) {
      engine.start();
      FakeReply reply = engine.poll(1);
      channel.put("poison 1", "poison 2");

      // An event that is taken is not among the content either, before the commit.
      await("the letters").until(() -> stored.size() == 2 && channel.content().isEmpty());
      assertThat(stored).containsExactly("poison 1", "poison 2");
      assertThat(reply.isAnswered()).as("it waits for events").isFalse();
    }
  }

  @Test
  void aBatchWhoseLettersCannotBeStoredStaysInTheChannelAndTheNextBlocks() throws Exception {
    broken = true;
    try (engine) {
      engine.start();
      channel.put("poison", "a");

      Answer answer = engine.poll(1).await();
      assertThat(engine.ack(answer.sequence()).get()).contains("dead-letter store test");
      engine.awaitResults(Result.ABORTED);

      assertThat(channel.content()).containsExactly("poison", "a");
      assertThat(engine.poll(1).await().error())
          .as("not sent again, for it could not be committed")
          .contains("the store takes none at the moment");
      assertThat(channel.content()).containsExactly("poison", "a");
      assertThat(stored).isEmpty();
    }
  }

  @Test
  void aCommitThatFailsAfterTheStoreStoresAgain() throws Exception {
    try (engine) {
      engine.start();
      channel.put("poison", "a");
      channel.onCommit =
          () -> {
            throw new IllegalStateException("disk on fire");
          };
      Answer answer = engine.poll(1).await();
      engine.ack(answer.sequence()).get();
      assertThat(channel.content()).containsExactly("poison", "a");

      channel.onCommit = () -> {};
      engine.ack(engine.poll(1).await().sequence()).get();

      assertThat(stored).containsExactly("poison", "poison");
      assertThat(channel.content()).isEmpty();
    }
  }
}
