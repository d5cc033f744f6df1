package io.github.flumespark.itest.chaos;

import io.github.flumespark.itest.agent.PollingClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.streaming.flume.sink.EventBatch;

/**
 * Puts events into the file channel of a real agent while clients acknowledge, refuse, forget,
 * vanish and send garbage, while the agent is killed with SIGKILL, and while it can't write. Then
 * all is calm, one client takes what is left, and every event is counted.
 */
public final class Chaos {

  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Duration DISK = Duration.ofSeconds(10);
  private static final int DISK_ATTEMPTS = 5;
  private static final Duration HEAP_FULL = Duration.ofSeconds(5);
  private static final Duration FEEDS_AGAIN = Duration.ofSeconds(30);
  private static final Duration SERVES_AGAIN = Duration.ofMinutes(1);
  private static final Duration STALLED = Duration.ofMinutes(1);
  private static final List<String> ROLES = List.of("io", "transaction", "timer");
  private static final String COUNT = "count accept io keeper timer transaction";
  private static final Duration SAME_THREADS = Duration.ofMinutes(1);
  private static final long STEP_MILLIS = 100;

  private enum Fault {
    KILL,
    DISK,
    HEAP,
    THREAD
  }

  private final ChaosSettings settings;
  private final Path directory;
  private final History history = new History();
  private final Random random;
  private final Lives lives;
  private final long start = System.nanoTime();
  private long shown;
  private int kills;
  private int diskFailures;
  private int heapsFull;
  private int threadsEnded;
  private String threads;
  private long progress;
  private long progressAt = start;

  private Chaos(ChaosSettings settings, Path directory) throws IOException {
    this.settings = settings;
    this.directory = directory;
    this.lives = new Lives(settings, directory);
    this.random = new Random(settings.seed());
  }

  /**
   * What a run has shown.
   *
   * @param verdict the count of events
   * @param kills with SIGKILL
   * @param diskFailures times that the agent could not write
   * @param heapsFull times that its heap was full for seconds
   * @param threadsEnded times that an Error was thrown at one of the sink's threads
   * @param downs times that the sink said it was down, and started again
   * @param commitsFailed of batches that were acknowledged
   * @param rollbacksFailed of any batch
   */
  record Result(
      Verdict verdict,
      int kills,
      int diskFailures,
      int heapsFull,
      int threadsEnded,
      int downs,
      int commitsFailed,
      int rollbacksFailed) {

    @Override
    public String toString() {
      return String.format(
              Locale.ROOT,
              "  killed %d times; could not write %d times: %d commits and %d rollbacks failed;%n"
                  + "  heap full %d times, %d Errors thrown at threads: the sink was down %d times%n",
              kills,
              diskFailures,
              commitsFailed,
              rollbacksFailed,
              heapsFull,
              threadsEnded,
              downs)
          + verdict;
    }
  }

  /** See the profile {@code chaos} in the pom. */
  public static void main(String[] args) throws Exception {
    Path parent = Path.of(System.getProperty("flume.home", "target/flume")).resolveSibling("chaos");
    Path directory = Files.createTempDirectory(Files.createDirectories(parent), "run-");
    Result result = run(ChaosSettings.fromSystemProperties(), directory);
    if (!result.verdict().isGood()) {
      // Maven's JVM ends here, without a page of Maven's own about a failed goal.
      System.exit(1);
    }
  }

  static Result run(ChaosSettings settings, Path directory) throws Exception {
    return new Chaos(settings, directory).run();
  }

  private Result run() throws Exception {
    say("Chaos with %s in %s", settings, directory);
    CountDownLatch stop = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    try (lives) {
      lives.start();
      threads.add(new Thread(new Feeder(lives, history, settings, stop), "feeder"));
      for (int i = 0; i < settings.clients(); i++) {
        Random chance = new Random(settings.seed() * 31 + i);
        threads.add(
            new Thread(new ChaosClient(lives, history, settings, chance, stop), "client-" + i));
      }
      threads.forEach(Thread::start);
      faults();
      awaitProgress(() -> history.puts() >= settings.events());
      stop.countDown();
      for (Thread thread : threads) {
        thread.join(TimeUnit.MINUTES.toMillis(1));
      }
      awaitThreads();
      if (heapsFull > 0) {
        // Whatever of Flume's did not bear it: what counts is what is on the disk.
        lives.killAndStart();
        kills++;
      }
      takeTheRest();
    } finally {
      stop.countDown();
      threads.forEach(Thread::interrupt);
    }
    Result result =
        new Result(
            history.judge(lives.repeatsTold()),
            kills,
            diskFailures,
            heapsFull,
            threadsEnded,
            lives.downs(),
            lives.commitsFailed(),
            lives.rollbacksFailed());
    say("After %d s:%n%s", elapsed() / 1000, result);
    return result;
  }

  /** Faults in an order of chance, evenly over the events. */
  private void faults() throws IOException, InterruptedException {
    List<Fault> faults = new ArrayList<>(Collections.nCopies(settings.kills(), Fault.KILL));
    if (DiskLimit.isAvailable()) {
      faults.addAll(Collections.nCopies(settings.diskFailures(), Fault.DISK));
    } else {
      say("There is no prlimit, so the disk stays as it is");
    }
    faults.addAll(Collections.nCopies(settings.heapsFull(), Fault.HEAP));
    faults.addAll(Collections.nCopies(settings.threadsEnded(), Fault.THREAD));
    Collections.shuffle(faults, random);
    awaitProgress(() -> history.progress() > history.puts());
    threads = lives.sabotage(COUNT);
    for (int i = 0; i < faults.size(); i++) {
      int due = (int) (settings.events() * (i + 0.2 + 0.6 * random.nextDouble()) / faults.size());
      awaitProgress(() -> history.puts() >= due);
      switch (faults.get(i)) {
        case KILL -> {
          lives.killAndStart();
          kills++;
        }
        case DISK -> failDisk();
        case HEAP -> fillHeap();
        case THREAD -> endThread();
      }
    }
  }

  /** The sink has as many threads of each kind as before all faults. */
  private void awaitThreads() throws IOException, InterruptedException {
    awaitService();
    long end = System.nanoTime() + SAME_THREADS.toNanos();
    String now = lives.sabotage(COUNT);
    while (!now.equals(threads)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "The sink's threads were %s and are %s".formatted(threads, now));
      }
      step();
      now = lives.sabotage(COUNT);
    }
    say("The sink's threads are those of the start: %s", now);
  }

  private void fillHeap() throws IOException, InterruptedException {
    // A class of Flume's that has not been initialised before may never be.
    awaitService();
    say("%s", lives.sabotage("heap " + HEAP_FULL.toSeconds()));
    heapsFull++;
    awaitService();
    if (!feedsAgain()) {
      // The HTTP source's own threads, or the channel's, may not have borne it.
      say("Nothing comes in any more, so the agent is killed");
      lives.killAndStart();
      kills++;
    }
  }

  private boolean feedsAgain() throws IOException, InterruptedException {
    int before = history.puts();
    long end = System.nanoTime() + FEEDS_AGAIN.toNanos();
    while (history.puts() == before && System.nanoTime() - end < 0) {
      step();
    }
    return history.puts() > before;
  }

  private void endThread() throws IOException, InterruptedException {
    String role = ROLES.get(threadsEnded % ROLES.size());
    say("%s", lives.sabotage("thread " + role));
    threadsEnded++;
    awaitService();
  }

  /** A new client's poll is answered again, be it by a sink that had to start again. */
  private void awaitService() throws IOException, InterruptedException {
    long end = System.nanoTime() + SERVES_AGAIN.toNanos();
    while (true) {
      try (PollingClient client = new PollingClient(lives.now().sinkPort())) {
        long polledAt = System.nanoTime();
        EventBatch batch = client.poll(1);
        if (!batch.getEvents().isEmpty()) {
          History.Delivery delivery = history.received(batch, lives.now().number(), polledAt);
          history.ended(delivery, Fate.VANISHED);
        }
        return;
      } catch (IOException e) {
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException("The sink does not serve any more", e);
        }
        step();
      }
    }
  }

  /** Until a commit has failed, and the rollback after it. */
  private void failDisk() throws IOException, InterruptedException {
    int mark = lives.logMark();
    for (int i = 0; i < DISK_ATTEMPTS && !lives.hasFailedToEnd(mark); i++) {
      try {
        failDisk(mark);
      } catch (IOException lost) {
        // An earlier fault only now shows to the sink, which starts again.
        awaitService();
      }
    }
  }

  /** Holds a batch while the disk goes, since no client gets one afterwards: a take writes, too. */
  private void failDisk(int mark) throws IOException, InterruptedException {
    Lives.Life life = lives.now();
    try (PollingClient client = new PollingClient(life.sinkPort())) {
      long polledAt = System.nanoTime();
      EventBatch batch = client.poll(1);
      while (batch.getEvents().isEmpty() && elapsed() < LIMIT.toMillis()) {
        step();
        polledAt = System.nanoTime();
        batch = client.poll(1);
      }
      History.Delivery delivery = history.received(batch, life.number(), polledAt);
      long end = System.nanoTime() + DISK.toNanos();
      DiskLimit limit = lives.takeDisk();
      try {
        diskFailures++;
        history.ended(delivery, ChaosClient.ack(client, batch, delivery, settings.timeout()));
        while (!lives.hasFailedToEnd(mark) && System.nanoTime() - end < 0) {
          step();
        }
      } finally {
        limit.close();
      }
    }
  }

  private void awaitProgress(BooleanSupplier condition) throws IOException, InterruptedException {
    while (!condition.getAsBoolean()) {
      if (elapsed() > LIMIT.toMillis()) {
        throw new IllegalStateException(
            "Not done after " + LIMIT.toMinutes() + " minutes: " + progress());
      }
      step();
    }
  }

  private void step() throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    endBrokenChannel();
    if (elapsed() - shown > 2000) {
      shown = elapsed();
      say("%s", progress());
    }
  }

  /** A file channel that had no memory for its books can't be taken from until it is replayed. */
  private void endBrokenChannel() throws IOException, InterruptedException {
    long now = System.nanoTime();
    if (history.progress() != progress) {
      progress = history.progress();
      progressAt = now;
    } else if (heapsFull > 0 && now - progressAt > STALLED.toNanos() && lives.channelFails()) {
      say("The channel fails since the heap was full, so the agent is killed");
      progressAt = now;
      lives.killAndStart();
      kills++;
    }
  }

  private String progress() {
    return String.format(
        Locale.ROOT,
        "%4d s  %,d events put, %,d pending, killed %d times, could not write %d times",
        elapsed() / 1000,
        history.puts(),
        history.pending(),
        kills,
        diskFailures);
  }

  private long elapsed() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** All others have gone, and the sink has given back what they held. */
  private void takeTheRest() throws IOException, InterruptedException {
    long patience = 3 * settings.timeout().toNanos();
    long lastEvent = System.nanoTime();
    try (PollingClient client = new PollingClient(lives.now().sinkPort())) {
      while (System.nanoTime() - lastEvent < patience) {
        long polledAt = System.nanoTime();
        EventBatch batch = client.poll(1000);
        if (batch.getEvents().isEmpty()) {
          continue;
        }
        History.Delivery delivery = history.received(batch, lives.now().number(), polledAt);
        client.ack(batch);
        boolean inTime = delivery.age() < settings.timeout().toNanos();
        history.ended(delivery, inTime ? Fate.ACKED : Fate.ACKED_TOO_CLOSE_TO_TELL);
        lastEvent = System.nanoTime();
      }
    }
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
    System.out.flush();
  }
}
