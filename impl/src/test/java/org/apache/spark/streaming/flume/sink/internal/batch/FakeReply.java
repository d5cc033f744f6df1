package org.apache.spark.streaming.flume.sink.internal.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/** A client's end of one poll, without a network. */
final class FakeReply implements PollReply {

  /**
   * What the client got.
   *
   * @param error null unless it is an error batch
   * @param sequence null unless it is a batch with events
   * @param taken events of the channel that the batch stands for
   */
  record Answer(String error, String sequence, long taken, List<String> bodies) {
    boolean isEmpty() {
      return error == null && sequence == null;
    }
  }

  private static final long PATIENCE_SECONDS = 30;

  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private final CompletableFuture<BatchWriter.SendListener> sent = new CompletableFuture<>();
  private final boolean writesAtOnce;
  volatile RuntimeException encodingFault;
  volatile Error openFault;
  volatile Error sendFault;
  final AtomicInteger writersOpen = new AtomicInteger();

  private FakeReply(boolean writesAtOnce) {
    this.writesAtOnce = writesAtOnce;
  }

  /** A client that reads whatever it is sent. */
  static FakeReply reading() {
    return new FakeReply(true);
  }

  /** A client whose socket takes nothing until the test says so. */
  static FakeReply notReading() {
    return new FakeReply(false);
  }

  /** Waits for the answer. */
  Answer await() throws Exception {
    return get(answer);
  }

  /** Waits for the batch to be handed to the socket; the test decides what becomes of it. */
  BatchWriter.SendListener awaitSend() throws Exception {
    return get(sent);
  }

  private static <T> T get(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  boolean isAnswered() {
    return answer.isDone();
  }

  @Override
  public BatchWriter openBatch() {
    if (openFault != null) {
      throw openFault;
    }
    writersOpen.incrementAndGet();
    return new FakeWriter();
  }

  @Override
  public void error(String message) {
    complete(new Answer(message, null, 0, List.of()));
  }

  @Override
  public void empty() {
    complete(new Answer(null, null, 0, List.of()));
  }

  private void complete(Answer with) {
    if (!answer.complete(with)) {
      throw new IllegalStateException("answered twice: " + answer.join() + " and " + with);
    }
  }

  private final class FakeWriter implements BatchWriter {
    private final List<String> bodies = new ArrayList<>();
    private long bytes;

    @Override
    public void add(Map<String, String> headers, byte[] body) {
      if (encodingFault != null) {
        throw encodingFault;
      }
      bodies.add(new String(body, UTF_8));
      bytes += body.length;
    }

    @Override
    public void add(SinkEvent event) {
      bodies.add(event.bodyAsString(UTF_8));
      bytes += event.bodyLength();
    }

    @Override
    public int events() {
      return bodies.size();
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void send(String sequenceNumber, long taken, SendListener listener) {
      if (sendFault != null) {
        throw sendFault;
      }
      writersOpen.decrementAndGet();
      if (writesAtOnce) {
        listener.written();
      }
      complete(new Answer(null, sequenceNumber, taken, List.copyOf(bodies)));
      sent.complete(listener);
    }

    @Override
    public void discard() {
      writersOpen.decrementAndGet();
    }
  }
}
