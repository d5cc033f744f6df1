package io.github.flumespark.itest.client;

import io.github.flumespark.itest.agent.EndAtExit;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Drives a {@link ClientMain} in a JVM of its own. Closing it, or the end of this JVM, ends it. */
public final class ProtocolClient implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String name;
  private final Process process;
  private final Writer commands;
  private final EndAtExit atExit;
  private final AtomicLong ids = new AtomicLong();
  private final Map<String, CompletableFuture<List<String>>> pending = new ConcurrentHashMap<>();

  private ProtocolClient(String name, Process process) {
    this.name = name;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.atExit = new EndAtExit(process, "end-" + name);
    Thread reader = new Thread(this::read, "answers-of-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a client.
   *
   * @param name for messages
   * @param lib the directory with Avro's jars
   * @param classes where the client program itself is
   * @param errors the file that gets its standard error
   */
  public static ProtocolClient start(String name, Path lib, Path classes, Path errors)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                classes + File.pathSeparator + lib + "/*",
                ClientMain.class.getName())
            .redirectError(errors.toFile())
            .start();
    return new ProtocolClient(name, process);
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        List<String> fields = List.of(line.split("\t", -1));
        CompletableFuture<List<String>> answer = pending.remove(fields.get(0));
        if (answer != null) {
          answer.complete(fields.subList(1, fields.size()));
        }
      }
    } catch (IOException e) {
      // The end of a process that was killed.
    } finally {
      pending
          .values()
          .forEach(f -> f.completeExceptionally(new ClientException(name + " has ended")));
    }
  }

  public long pid() {
    return process.pid();
  }

  public void open(String connection, int port) throws InterruptedException {
    await("open", call("open", connection, "127.0.0.1", Integer.toString(port)));
  }

  public void close(String connection) throws InterruptedException {
    await("close", call("close", connection));
  }

  public ClientBatch poll(String connection, int n) throws InterruptedException {
    return await("poll", startPoll(connection, n));
  }

  public Future<ClientBatch> startPoll(String connection, int n) {
    return call("poll", connection, Integer.toString(n)).thenApply(ClientBatch::decode);
  }

  public void ack(String connection, String sequenceNumber) throws InterruptedException {
    await("ack", call("ack", connection, Wire.encode(sequenceNumber)));
  }

  public void nack(String connection, String sequenceNumber) throws InterruptedException {
    await("nack", call("nack", connection, Wire.encode(sequenceNumber)));
  }

  private CompletableFuture<List<String>> call(String verb, String... arguments) {
    String id = Long.toString(ids.incrementAndGet());
    CompletableFuture<List<String>> answer = new CompletableFuture<>();
    pending.put(id, answer);
    try {
      synchronized (commands) {
        commands.write(id + "\t" + verb + "\t" + String.join("\t", arguments) + "\n");
        commands.flush();
      }
    } catch (IOException e) {
      throw new ClientException(name + " takes no more commands", e);
    }
    return answer.thenApply(ProtocolClient::check);
  }

  private static List<String> check(List<String> fields) {
    if (!fields.get(0).equals("ok")) {
      throw new ClientException(Wire.decode(fields.get(2)));
    }
    return fields.subList(1, fields.size());
  }

  /** Waits for an answer of this client, at most half a minute. */
  public <T> T await(String what, Future<T> answer) throws InterruptedException {
    try {
      return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ClientException(
          name + " waited for the answer to " + what + ", " + LIMIT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new ClientException(name + ", " + what + ": " + e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    atExit.cancel();
  }
}
