package io.github.flumespark.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One connection to a sink: this project's, or Spark 2.4's own. Calls block, and one thread at a
 * time may make them; {@link #close} may come from any thread and ends a waiting call at once. (An
 * interrupt does not.)
 *
 * <p>A batch that was polled is acknowledged on the connection that it came by: when a connection
 * ends, the sink takes back what is open on it.
 *
 * <p>All calls throw {@link SinkConnectionException} when the connection is lost or closed and when
 * the answer does not come in time, and {@link SinkProtocolException} when what answers is no sink;
 * the client is then closed. {@link SinkRefusedException} is the sink's own error; the client goes
 * on.
 */
public final class SinkClient implements AutoCloseable {

  /** What an event takes of the heap besides headers and body. */
  private static final int EVENT_BYTES = 64;

  private static final int HEADERS_AND_BODY_BYTES = 2;

  private static final String POLL = "getEventBatch";

  /** In a batch's metadata: how many events were taken from the channel for it. */
  private static final String TAKEN = "source-events";

  /** In a state's metadata: who else reads from the sink. */
  private static final String OTHER_READERS = "other-readers";

  /** Longer than any JVM runs, and short enough to be added to {@code nanoTime}. */
  private static final long WITHOUT_LIMIT_NANOS = Duration.ofDays(36_500).toNanos();

  private final SinkAddress address;
  private final ClientSettings settings;
  private final Calls calls;

  /** Until when the answer to the poll that was started must have come. */
  private long pollDeadline;

  private String otherReaders = "";

  private SinkClient(SinkAddress address, ClientSettings settings) {
    this.address = address;
    this.settings = settings;
    this.calls = new Calls(address, settings);
  }

  /**
   * Makes a client that is not connected yet, for a caller that may want to close it while it
   * connects.
   *
   * @param address where the sink listens
   * @param settings how to talk to it
   * @return a client for {@link #connect()}
   */
  public static SinkClient create(SinkAddress address, ClientSettings settings) {
    return new SinkClient(address, settings);
  }

  /**
   * Makes a client and connects it.
   *
   * @param address where the sink listens
   * @param settings how to talk to it
   * @return a client that is connected
   * @throws IOException if there is no connection to be had
   */
  public static SinkClient connect(SinkAddress address, ClientSettings settings)
      throws IOException {
    SinkClient client = create(address, settings);
    client.connect();
    return client;
  }

  /**
   * Connects, and shakes hands if there is TLS. That the other side is a sink shows with the first
   * call. Called once.
   *
   * @throws IOException if there is no connection to be had
   */
  public void connect() throws IOException {
    calls.connect();
  }

  /**
   * Where the sink listens.
   *
   * @return what this client was made with
   */
  public SinkAddress address() {
    return address;
  }

  /**
   * Whether the client can be used, as far as it knows. Any thread.
   *
   * @return false once it was closed or a call has failed
   */
  public boolean isOpen() {
    return calls.isOpen();
  }

  /**
   * Whether {@link #state} can be called. Spark's own sink can't tell; it differs in one more
   * thing: it answers a poll only when it has events, however long that takes.
   *
   * @return whether this is not Spark's own sink
   * @throws IOException if the sink does not answer as one
   */
  public boolean tellsState() throws IOException {
    return calls.handshake().tellsState();
  }

  /**
   * Who else reads from this sink, as the sink put it with the last {@link #state}; empty for
   * nobody, or if it doesn't say. It does so to clients that have a name.
   *
   * @return as text for a log
   */
  public String otherReaders() {
    return otherReaders;
  }

  /**
   * Gets a batch. The sink waits for events up to its {@code pollTimeout}, then answers with a
   * batch without any; Spark's own sink waits without a limit.
   *
   * @param maxEvents how many the batch may have; the sink may give less, and a transformer that
   *     splits events a few more
   * @return the batch; without events if the channel had none
   * @throws SinkRefusedException if the sink answered with an error batch
   * @throws IOException if the connection is lost or the answer is none of a sink
   */
  public EventBatch poll(int maxEvents) throws IOException {
    startPoll(maxEvents);
    return finishPoll();
  }

  /**
   * Asks for a batch and does not wait for it. {@link #finishPoll} must follow; {@link
   * #awaitAnswer} and {@link #state} may come before it.
   *
   * @param maxEvents as in {@link #poll}
   * @throws IOException if the connection is lost
   */
  public void startPoll(int maxEvents) throws IOException {
    AvroWriter argument = new AvroWriter();
    argument.writeLong(maxEvents);
    calls.start(POLL, argument);
    pollDeadline = tellsState() ? calls.deadline() : System.nanoTime() + WITHOUT_LIMIT_NANOS;
  }

  /**
   * Waits until the answer to the poll that was started begins to come.
   *
   * @param wait how long; nothing or less for not to wait
   * @return false if it has not within this time
   * @throws IOException if the connection is lost
   */
  public boolean awaitAnswer(Duration wait) throws IOException {
    return calls.await(System.nanoTime() + wait.toNanos());
  }

  /**
   * Gets the batch that {@link #startPoll} asked for.
   *
   * @return the batch; without events if the channel had none
   * @throws SinkRefusedException if the sink answered with an error batch
   * @throws IOException if the connection is lost or the answer is none of a sink
   */
  public EventBatch finishPoll() throws IOException {
    return calls.finish(pollDeadline, POLL, this::readBatch);
  }

  /**
   * Asks what the sink and its channel hold; answered at once, also while a poll waits.
   *
   * @return how it is at this moment
   * @throws UnsupportedOperationException if {@link #tellsState} is false
   * @throws IOException if the connection is lost or the answer is none of a sink
   */
  public SinkState state() throws IOException {
    if (!tellsState()) {
      throw new UnsupportedOperationException(
          "The sink at " + address + " does not tell its state");
    }
    // Fields that a later sink may add are left unread.
    return calls.call(
        Handshake.STATE_MESSAGE,
        new AvroWriter(),
        (in, metadata) -> {
          otherReaders = metadata.getOrDefault(OTHER_READERS, "");
          return SinkState.read(in);
        });
  }

  /**
   * Says that the batch is safe: the sink commits it, then answers. A number that the sink doesn't
   * know, because its timeout has passed say, is answered likewise.
   *
   * @param sequenceNumber of the batch
   * @throws SinkRefusedException if the commit failed; the events come again
   */
  public void ack(String sequenceNumber) throws IOException {
    settle("ack", sequenceNumber);
  }

  /**
   * Says that the batch could not be stored: the sink rolls it back, then answers.
   *
   * @param sequenceNumber of the batch
   * @throws IOException if the connection is lost: the sink rolls back as well
   */
  public void nack(String sequenceNumber) throws IOException {
    settle("nack", sequenceNumber);
  }

  private void settle(String message, String sequenceNumber) throws IOException {
    AvroWriter argument = new AvroWriter();
    argument.writeString(sequenceNumber);
    calls.call(
        message,
        argument,
        (in, metadata) -> {
          in.expectEnd();
          return null;
        });
  }

  private EventBatch readBatch(AvroReader in, Map<String, String> metadata) throws IOException {
    String error = in.readString();
    String sequenceNumber = in.readString();
    List<ClientEvent> events = new ArrayList<>();
    for (int count = in.readBlock(HEADERS_AND_BODY_BYTES);
        count != 0;
        count = in.readBlock(HEADERS_AND_BODY_BYTES)) {
      if ((long) EVENT_BYTES * (events.size() + count) > settings.maxReplyBytes()) {
        throw new ReplyTooLargeException(
            "the batch has more events than %d bytes can hold".formatted(settings.maxReplyBytes()));
      }
      for (int i = 0; i < count; i++) {
        byte[] headers = in.readEncodedMap();
        events.add(ClientEvent.ofChecked(headers, in.readBytes()));
      }
    }
    if (!error.isEmpty()) {
      throw new SinkRefusedException(error);
    }
    in.expectEnd();
    return new EventBatch(sequenceNumber, events, taken(metadata, events.size()));
  }

  private static long taken(Map<String, String> metadata, int events) throws SinkProtocolException {
    String told = metadata.get(TAKEN);
    try {
      return told == null ? events : Long.parseLong(told);
    } catch (NumberFormatException e) {
      throw new SinkProtocolException("it says that it took '%s' events".formatted(told), e);
    }
  }

  /**
   * Ends the connection. A call that waits throws {@link SinkConnectionException}. Batches that are
   * open on it come again, elsewhere. Idempotent.
   */
  @Override
  public void close() {
    calls.close();
  }
}
