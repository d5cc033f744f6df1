package org.apache.spark.streaming.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Another part of the agent uses up the heap for some seconds, and gives it back. Whatever that did
 * to the sink's threads, no event is lost, and then everything serves again: at once, or after the
 * sink has said that it is down and has started anew by itself.
 */
@Timeout(120)
class FullHeapIT {

  private static final int CLIENTS = 6;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Path log = Path.of("target", "full-heap-sink.log");
  private final BitSet delivered = new BitSet();
  private final List<Client> clients = new ArrayList<>();
  private Process process;
  private BufferedReader answers;
  private PrintStream commands;
  private int port;

  @AfterEach
  void end() throws Exception {
    clients.forEach(Thread::interrupt);
    if (process != null) {
      process.destroyForcibly();
      process.waitFor(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void afterAHeapThatWasFullForSecondsNothingIsLostAndEverythingServes() throws Exception {
    start();
    try {
      fillHeap();
    } catch (AssertionError | RuntimeException e) {
      ask("dump");
      throw new AssertionError("clients: " + clients, e);
    }
  }

  /** A class whose initialisation failed for want of memory can't be used again in its JVM. */
  @Test
  void aSinkWhoseFirstClientsComeWhileTheHeapIsFullServesAfterwards() throws Exception {
    start();
    commands.println("fill");
    startClients();
    assertThat(Integer.parseInt(answers.readLine())).as("times the heap was full").isPositive();

    await("the sink to serve").atMost(SOON).until(() -> ask("status").equals("READY"));
    awaitAnswers("empty batches");
    assertServesANewClient();
  }

  private void startClients() {
    for (int i = 0; i < CLIENTS; i++) {
      Client client = new Client(i);
      clients.add(client);
      client.start();
    }
  }

  private void fillHeap() throws Exception {
    startClients();
    // First on an empty channel, so that all threads have had something to do.
    awaitAnswers("empty batches");
    ask("feed");
    awaitAnswers("events");
    String threads = ask("threads");

    assertThat(Integer.parseInt(ask("fill"))).as("times the heap was full").isPositive();

    await("the sink to serve").atMost(SOON).until(() -> ask("status").equals("READY"));
    int put = Integer.parseInt(ask("end feeding"));
    awaitAnswers("what is left");
    await("all threads to be there")
        .atMost(SOON)
        .untilAsserted(() -> assertThat(ask("threads")).isEqualTo(threads));
    assertServesANewClient();
    assertThat(clients).as("clients that waited for an answer in vain").noneMatch(c -> c.inVain);
    String left = ask("stop");
    assertNothingIsLost(put, left);
  }

  private void awaitAnswers(String what) {
    clients.forEach(client -> client.answers.set(0));
    await("each client to get " + what)
        .atMost(LONG)
        .failFast("a client waited in vain", () -> clients.stream().anyMatch(c -> c.inVain))
        .until(() -> clients.stream().allMatch(client -> client.answers.get() > 2));
  }

  private void start() throws IOException {
    Files.createDirectories(log.getParent());
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:-OmitStackTraceInFastThrow",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                FullHeapSink.class.getName())
            .redirectError(log.toFile())
            .start();
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    port = Integer.parseInt(answers.readLine());
  }

  private String ask(String command) throws IOException {
    commands.println(command);
    String answer = answers.readLine();
    assertThat(answer).as("the answer to '%s'; see %s", command, log).isNotNull();
    return answer;
  }

  /** On a channel that is empty by then: the timer answers, and a thread takes what comes later. */
  private void assertServesANewClient() throws Exception {
    clients.forEach(Client::end);
    for (Client client : clients) {
      client.join(SOON.toMillis());
    }
    try (RawClient client = RawClient.greeted(port)) {
      while (take(client, 1) > 0) {
        // What was left.
      }
      long start = System.nanoTime();
      assertThat(take(client, 3)).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
      int number = Integer.parseInt(ask("put one")) - 1;
      assertThat(take(client, 5)).isEqualTo(1);
      assertThat(delivered.get(number)).isTrue();
    }
  }

  /** Polls, and acks what came. Whatever becomes of the ack, it has been delivered by then. */
  private int take(RawClient client, int serial) throws IOException {
    EventBatch batch = client.call(serial, RawClient.poll(20)).batch();
    synchronized (delivered) {
      batch
          .getEvents()
          .forEach(event -> delivered.set(event.getBody().getInt(event.getBody().position())));
    }
    if (!batch.getEvents().isEmpty()) {
      client.call(serial + 1, RawClient.ack(batch.getSequenceNumber()));
    }
    return batch.getEvents().size();
  }

  private void assertNothingIsLost(int put, String left) {
    Matcher numbers = Pattern.compile("\\d+").matcher(left);
    while (numbers.find()) {
      delivered.set(Integer.parseInt(numbers.group()));
    }
    BitSet lost = new BitSet();
    lost.set(0, put);
    lost.andNot(delivered);
    assertThat(lost).as("lost of %d; see %s", put, log).isEqualTo(new BitSet());
  }

  /** Polls and acks, on another connection whenever one breaks. */
  private final class Client extends Thread {

    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean inVain;
    private volatile boolean ended;
    private volatile String doing = "begins";

    Client(int number) {
      super("client-" + number);
      setDaemon(true);
    }

    void end() {
      ended = true;
    }

    @Override
    public String toString() {
      String lastly = inVain ? "waited in vain when it " + doing : doing;
      return "%s %s, %d answers".formatted(getName(), lastly, answers.get());
    }

    @Override
    public void run() {
      while (!ended) {
        doing = "greets the sink";
        try (RawClient client = RawClient.greeted(port)) {
          doing = "polls";
          for (int serial = 1; !ended; serial += 2) {
            take(client, serial);
            answers.incrementAndGet();
          }
        } catch (SocketTimeoutException e) {
          inVain = true;
          return;
        } catch (IOException | RuntimeException | AssertionError broken) {
          pause();
        }
      }
    }

    private void pause() {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        ended = true;
      }
    }
  }
}
