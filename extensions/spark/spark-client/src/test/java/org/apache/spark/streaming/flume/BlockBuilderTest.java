package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.ClientEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockBuilderTest {

  private final List<Integer> blocks = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void aBatchThatIsNotFullIsStoredAtOnce() throws InterruptedException {
    builder(1000).store(0, events(3), false);

    assertThat(blocks).containsExactly(3);
  }

  @Test
  void aFullBatchIsStoredAloneIfNoOtherComes() throws InterruptedException {
    BlockBuilder builder = builder(1000);
    for (int connection = 0; connection < 5; connection++) {
      builder.store(connection, events(connection + 1), true);
    }

    assertThat(blocks).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void whateverComesFromManyThreadsIsStoredOnceAndInFewerBlocks() throws Exception {
    int connections = 8;
    int rounds = 200;
    BlockBuilder builder = builder(connections);
    CountDownLatch together = new CountDownLatch(connections);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int connection = i;
      done.add(
          threads.submit(
              () -> {
                together.countDown();
                together.await();
                for (int round = 0; round < rounds; round++) {
                  builder.store(connection, events(5), round % 10 != 0);
                }
                return null;
              }));
    }
    for (Future<?> thread : done) {
      thread.get(60, TimeUnit.SECONDS);
    }

    assertThat(blocks.stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(connections * rounds * 5);
    assertThat(blocks).hasSizeLessThan(connections * rounds);
  }

  @Test
  void aBlockThatCouldNotBeStoredFailsEachOfItsBatches() throws Exception {
    EventStore broken =
        store(
            events -> {
              throw new IllegalStateException("no room");
            });
    BlockBuilder builder = new BlockBuilder(broken, new BusyConnections(4, System::nanoTime));
    List<Future<?>> batches = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int connection = i;
      batches.add(
          threads.submit(
              () -> {
                builder.store(connection, events(1), true);
                return null;
              }));
    }

    for (Future<?> batch : batches) {
      assertThatThrownBy(() -> batch.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(BlockBuilder.StoreException.class)
          .hasMessageContaining("no room");
    }
  }

  private BlockBuilder builder(int connections) {
    return new BlockBuilder(
        store(events -> blocks.add(events.size())),
        new BusyConnections(connections, System::nanoTime));
  }

  private static List<ClientEvent> events(int count) {
    return Collections.nCopies(count, ClientEvent.of(Map.of(), new byte[0]));
  }

  private interface Storing {
    void store(List<ClientEvent> events);
  }

  private static EventStore store(Storing storing) {
    return new FakeEventStore() {
      @Override
      public void store(List<ClientEvent> events) {
        storing.store(events);
      }
    };
  }
}
