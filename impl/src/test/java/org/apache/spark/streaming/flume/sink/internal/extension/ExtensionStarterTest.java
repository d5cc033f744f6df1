package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flume.FlumeException;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that an extension holds up in its create(). */
class ExtensionStarterTest {

  private static final String BLOCKED =
      "Sink 'spark': create() of the transformer t1 (ext.Bad) has not returned yet";

  private final CountDownLatch latch = new CountDownLatch(1);
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final ExtensionStarter patient = new ExtensionStarter(Duration.ofDays(1000));

  @TempDir private Path directory;
  private ExtensionWorld world;

  @BeforeEach
  void theExtensionFindsItsLatch() {
    world = new ExtensionWorld(directory).jar("bad.jar", "zoo/blocking-create").chain("bad");
    System.getProperties().put("ext.latch", latch);
    System.getProperties().put("ext.notes", notes);
  }

  @AfterEach
  void tidyUp() throws Exception {
    latch.countDown();
    await().until(() -> threads("spark-sink-spark-load").isEmpty());
    System.getProperties().remove("ext.latch");
    System.getProperties().remove("ext.notes");
    world.close();
  }

  @Test
  void aStartThatHasWaitedLongEnoughFailsAndTheNextOneTakesItUp() {
    ExtensionStarter starter = new ExtensionStarter(Duration.ofMillis(200));

    awaitBlocked(starter);
    latch.countDown();
    try (LoadedExtensions loaded = world.loadAgain(starter)) {
      assertThat(loaded.chain().stages()).hasSize(1);
      assertThat(notes).containsExactly("creating t1", "created t1");
    }
    assertThat(notes).containsExactly("creating t1", "created t1", "closed t1");
  }

  @Test
  void aStopEndsTheStartAtOnceAndWhatIsMadeLaterIsClosed() {
    try (LogCapture log = new LogCapture()) {
      CompletableFuture<LoadedExtensions> start =
          CompletableFuture.supplyAsync(() -> world.load(patient));
      await().until(() -> notes.contains("creating t1"));

      patient.beginStop();

      assertThatThrownBy(start::join)
          .cause()
          .isInstanceOf(FlumeException.class)
          .hasMessage(BLOCKED + "; the start was given up");
      patient.endStop();
      latch.countDown();
      await().until(() -> notes.contains("closed t1"));
      assertThat(notes).containsExactly("creating t1", "interrupted t1", "created t1", "closed t1");
      await().until(() -> threads("spark-sink-spark-load").isEmpty());
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("Sink 'spark': an extension was ready only after the start had been given up");
    }
  }

  /** Flume's supervisor interrupts a start that lasts longer than its own stop waits. */
  @Test
  void anInterruptEndsTheStartAtOnceAndIsPassedOn() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread start =
        new Thread(
            () -> {
              try {
                world.load(patient);
              } catch (FlumeException e) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                thrown.complete(e);
              }
            });
    start.start();
    await().until(() -> notes.contains("creating t1"));

    start.interrupt();

    assertThat(thrown.get()).hasMessage(BLOCKED + "; the start was given up");
    start.join();
    latch.countDown();
    await().until(() -> notes.contains("closed t1"));
  }

  @Test
  void aStartDuringAStopIsGivenUp() {
    patient.beginStop();

    assertThatThrownBy(() -> world.load(patient)).hasMessageContaining("the start was given up");
    patient.endStop();
  }

  @Test
  void aStopGivesUpWhatNoStartWaitsForAnyMore() {
    ExtensionStarter starter = new ExtensionStarter(Duration.ofMillis(200));
    awaitBlocked(starter);

    starter.beginStop();
    starter.endStop();
    latch.countDown();

    await().until(() -> notes.contains("closed t1"));
  }

  @Test
  void extensionsThatAreReadyWhenNobodyWaitsAreClosedByAStop() {
    ExtensionStarter starter = new ExtensionStarter(Duration.ofMillis(200));
    awaitBlocked(starter);
    latch.countDown();
    await().until(() -> threads("spark-sink-spark-load").isEmpty());
    assertThat(notes).doesNotContain("closed t1");

    starter.beginStop();
    starter.endStop();

    await().until(() -> notes.contains("closed t1"));
  }

  @Test
  void anotherConfigurationIsLoadedAnew() {
    ExtensionStarter starter = new ExtensionStarter(Duration.ofMillis(200));
    awaitBlocked(starter);
    world.set("threads", "3");

    awaitBlocked(starter);

    assertThat(notes.stream().filter("creating t1"::equals)).hasSize(2);
    starter.beginStop();
    starter.endStop();
  }

  @Test
  void whatHoldsTheStartUpIsAWarningAfterSomeSecondsAndEachMinute() {
    try (LogCapture log = new LogCapture()) {
      CompletableFuture<LoadedExtensions> start =
          CompletableFuture.supplyAsync(() -> world.load(patient, nanos::get));
      await().until(() -> notes.contains("creating t1"));
      // One look has to see the call begin.
      await().until(() -> secondsPass(3) && !log.warnings().isEmpty());
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("Sink 'spark': create() of the transformer t1 (ext.Bad) has not returned for")
          .contains("; the thread spark-sink-spark-load is");
      assertThat(log.linesWith("\tat ")).anyMatch(line -> line.contains("ext.Bad.create(Bad.java"));

      await().until(() -> secondsPass(60) && log.warnings().size() > 1);

      latch.countDown();
      start.join().close();
    }
  }

  /** A start fails with what keeps it; one of those that wait no time sees the call inside. */
  private void awaitBlocked(ExtensionStarter starter) {
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> world.loadAgain(starter))
                    .isInstanceOf(FlumeException.class)
                    .hasMessageStartingWith(BLOCKED));
  }

  private boolean secondsPass(int seconds) {
    return nanos.addAndGet(Duration.ofSeconds(seconds).toNanos()) > 0;
  }

  private static List<String> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name::equals)
        .toList();
  }
}
