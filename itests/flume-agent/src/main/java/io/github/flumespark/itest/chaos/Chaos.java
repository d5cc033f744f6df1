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
  private static final long STEP_MILLIS = 100;

  private enum Fault {
    KILL,
    DISK
  }

  private final ChaosSettings settings;
  private final Path directory;
  private final History history = new History();
  private final Random random;
  private final long start = System.nanoTime();
  private long shown;
  private int kills;
  private int diskFailures;

  private Chaos(ChaosSettings settings, Path directory) {
    this.settings = settings;
    this.directory = directory;
    this.random = new Random(settings.seed());
  }

  /**
   * What a run has shown.
   *
   * @param verdict the count of events
   * @param kills with SIGKILL
   * @param diskFailures times that the agent could not write
   * @param commitsFailed of batches that were acknowledged
   * @param rollbacksFailed of any batch
   */
  record Result(
      Verdict verdict, int kills, int diskFailures, int commitsFailed, int rollbacksFailed) {

    @Override
    public String toString() {
      return String.format(
              Locale.ROOT,
              "  killed %d times; could not write %d times: %d commits and %d rollbacks failed%n",
              kills,
              diskFailures,
              commitsFailed,
              rollbacksFailed)
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
    Lives lives = new Lives(settings, directory);
    try (lives) {
      lives.start();
      threads.add(new Thread(new Feeder(lives, history, settings, stop), "feeder"));
      for (int i = 0; i < settings.clients(); i++) {
        Random chance = new Random(settings.seed() * 31 + i);
        threads.add(
            new Thread(new ChaosClient(lives, history, settings, chance, stop), "client-" + i));
      }
      threads.forEach(Thread::start);
      faults(lives);
      awaitProgress(() -> history.puts() >= settings.events());
      stop.countDown();
      for (Thread thread : threads) {
        thread.join(TimeUnit.MINUTES.toMillis(1));
      }
      takeTheRest(lives);
    } finally {
      stop.countDown();
      threads.forEach(Thread::interrupt);
    }
    Result result =
        new Result(
            history.judge(lives.repeatsTold()),
            kills,
            diskFailures,
            lives.commitsFailed(),
            lives.rollbacksFailed());
    say("After %d s:%n%s", elapsed() / 1000, result);
    return result;
  }

  /** Faults in an order of chance, evenly over the events. */
  private void faults(Lives lives) throws IOException, InterruptedException {
    List<Fault> faults = new ArrayList<>(Collections.nCopies(settings.kills(), Fault.KILL));
    if (DiskLimit.isAvailable()) {
      faults.addAll(Collections.nCopies(settings.diskFailures(), Fault.DISK));
    } else {
      say("There is no prlimit, so the disk stays as it is");
    }
    Collections.shuffle(faults, random);
    for (int i = 0; i < faults.size(); i++) {
      int due = (int) (settings.events() * (i + 0.2 + 0.6 * random.nextDouble()) / faults.size());
      awaitProgress(() -> history.puts() >= due);
      if (faults.get(i) == Fault.KILL) {
        lives.killAndStart();
        kills++;
      } else {
        failDisk(lives);
      }
    }
  }

  /** Until a commit has failed, and the rollback after it. */
  private void failDisk(Lives lives) throws IOException, InterruptedException {
    int mark = lives.logMark();
    for (int i = 0; i < DISK_ATTEMPTS && !lives.hasFailedToEnd(mark); i++) {
      failDisk(lives, mark);
    }
  }

  /** Holds a batch while the disk goes, since no client gets one afterwards: a take writes, too. */
  private void failDisk(Lives lives, int mark) throws IOException, InterruptedException {
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

  private void awaitProgress(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (elapsed() > LIMIT.toMillis()) {
        throw new IllegalStateException(
            "Not done after " + LIMIT.toMinutes() + " minutes: " + progress());
      }
      step();
    }
  }

  private void step() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    if (elapsed() - shown > 2000) {
      shown = elapsed();
      say("%s", progress());
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
  private void takeTheRest(Lives lives) throws IOException, InterruptedException {
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
