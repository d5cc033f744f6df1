package io.github.flumespark.itest.agent;

import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.avro.ipc.netty.NettyTransceiver;
import org.apache.avro.ipc.specific.SpecificRequestor;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkFlumeProtocol;
import org.apache.spark.streaming.flume.sink.SparkSinkEvent;

/**
 * A consumer on Avro's own client: one connection, one call after another, each with a limit of
 * time. The calls run on a thread of their own, because Avro's first call on a connection shakes
 * hands and waits for its answer without a limit, even where it takes a callback.
 */
public final class PollingClient implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final NettyTransceiver transceiver;
  private final SparkFlumeProtocol sink;
  private final ExecutorService calls = Executors.newSingleThreadExecutor(PollingClient::thread);

  public PollingClient(int port) throws IOException {
    this(port, socket -> {});
  }

  /** A client that puts handlers of its own between the socket and Avro's. */
  public PollingClient(int port, Consumer<SocketChannel> handlers) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    transceiver = new NettyTransceiver(address, CONNECT_TIMEOUT_MILLIS, handlers, null);
    sink = SpecificRequestor.getClient(SparkFlumeProtocol.class, transceiver);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "polling-client");
    thread.setDaemon(true);
    return thread;
  }

  /** Polls and waits for the answer. */
  public EventBatch poll(int n) throws IOException, InterruptedException {
    return await(startPoll(n));
  }

  /** Polls and leaves the answer to come; this client's next call goes out after it. */
  public Future<EventBatch> startPoll(int n) {
    return calls.submit(() -> sink.getEventBatch(n));
  }

  /** Waits for the answer to a poll. */
  public EventBatch await(Future<EventBatch> poll) throws IOException, InterruptedException {
    return await("the answer to a poll", poll);
  }

  public void ack(EventBatch batch) throws IOException, InterruptedException {
    await("the answer to an ack", calls.submit(() -> sink.ack(batch.getSequenceNumber())));
  }

  public void nack(EventBatch batch) throws IOException, InterruptedException {
    await("the answer to a nack", calls.submit(() -> sink.nack(batch.getSequenceNumber())));
  }

  private static <T> T await(String what, Future<T> answer)
      throws IOException, InterruptedException {
    try {
      return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("Waited for " + what + ", " + LIMIT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("Waited for " + what + " and got " + e.getCause(), e.getCause());
    }
  }

  /** The bodies of a batch's events, as texts. */
  public static List<String> bodies(EventBatch batch) {
    List<String> bodies = new ArrayList<>();
    for (SparkSinkEvent event : batch.getEvents()) {
      bodies.add(text(event.getBody()));
    }
    return bodies;
  }

  /** The headers of an event, as strings. */
  public static Map<String, String> headers(SparkSinkEvent event) {
    Map<String, String> headers = new HashMap<>();
    event.getHeaders().forEach((name, value) -> headers.put(name.toString(), value.toString()));
    return headers;
  }

  private static String text(ByteBuffer body) {
    return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
  }

  @Override
  public void close() {
    transceiver.close(false);
    calls.shutdownNow();
  }
}
