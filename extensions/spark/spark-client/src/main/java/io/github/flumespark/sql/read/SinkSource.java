package io.github.flumespark.sql.read;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.ReplyTooLargeException;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import io.github.flumespark.client.SinkProtocolException;
import io.github.flumespark.client.SinkRefusedException;
import io.github.flumespark.client.SinkState;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one sink, on one connection at a time. A sink that can't be reached, or refuses, is one
 * without events here, and the problem is told: the driver plans it again. What will not mend, such
 * as keys that can't be read here, is thrown.
 */
public final class SinkSource implements BatchSource {

  private static final Logger LOG = LoggerFactory.getLogger(SinkSource.class);

  private final SinkAddress sink;
  private final ClientSettings settings;
  private final ConnectionPool pool;
  private final PollWait wait;

  private ConnectionPool.Connection connection;

  /** A poll is on its way on the connection, since then. */
  private boolean polling;

  private long polledAt;

  /** The sink holds a batch on the connection. */
  private boolean open;

  /** What a poll asks for at most since one was answered with more than is taken. */
  private int cap = Integer.MAX_VALUE;

  /**
   * Makes a source; it connects with the first poll.
   *
   * @param pollTimeout how long events are waited for that nobody knows of
   */
  public SinkSource(
      SinkAddress sink, ClientSettings settings, Duration pollTimeout, ConnectionPool pool) {
    this.sink = sink;
    this.settings = settings;
    this.pool = pool;
    this.wait = new PollWait(sink, pollTimeout, settings.callTimeout());
  }

  /** How an answer is waited for. */
  private interface Patience {
    /** Whether it has begun to come. */
    boolean await(SinkClient client) throws IOException;
  }

  @Override
  public Answer poll(int maxEvents, boolean eventsAreThere) throws IOException {
    return poll(
        maxEvents,
        client -> {
          boolean answered = wait.awaitAnswer(client, eventsAreThere);
          if (!answered) {
            giveUp(client);
          }
          return answered;
        });
  }

  @Override
  public Answer await(int maxEvents, Duration most) throws IOException {
    return poll(maxEvents, client -> client.awaitAnswer(most) || isStillAwaited(client));
  }

  /** False, unless the sink should have answered by now if only to say that it has nothing. */
  private boolean isStillAwaited(SinkClient client) throws IOException {
    Duration waited = Duration.ofNanos(System.nanoTime() - polledAt);
    if (client.tellsState() && waited.compareTo(settings.callTimeout()) > 0) {
      throw new IOException("no answer to a poll for %d ms".formatted(waited.toMillis()));
    }
    return false;
  }

  private Answer poll(int maxEvents, Patience patience) throws IOException {
    int wanted = Math.min(maxEvents, cap);
    try {
      Answer answer = pollOrReconnect(wanted, patience);
      if (answer instanceof Polled && cap < maxEvents) {
        cap = cap > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : 2 * cap;
      }
      return answer;
    } catch (ReplyTooLargeException e) {
      discard();
      return pollForLess(wanted, patience, e);
    } catch (SinkRefusedException e) {
      LOG.warn("The sink at {} refused a poll: {}", sink, e.getMessage());
      return new Nothing("refused a poll: " + e.getMessage());
    } catch (SinkProtocolException e) {
      // Other keys than the driver's, say. To go on as if there were no events would hide it.
      discard();
      throw e;
    } catch (IOException e) {
      LOG.warn("The sink at {} can't be polled: {}", sink, e.getMessage());
      discard();
      return new Nothing(e.getMessage());
    }
  }

  private Answer pollForLess(int wanted, Patience patience, ReplyTooLargeException e)
      throws IOException {
    if (wanted == 1) {
      throw new IOException(
          "An event of the sink at %s is larger than the option maxReplySize allows, which is %d"
                  .formatted(sink, settings.maxReplyBytes())
              + " bytes: set it higher, or the sink can't be read any further",
          e);
    }
    cap = Math.max(1, wanted / 10);
    LOG.warn(
        "{} events of the sink at {} are more than the option maxReplySize allows, which is {}"
            + " bytes; now asks for {}",
        wanted,
        sink,
        settings.maxReplyBytes(),
        cap);
    return poll(wanted, patience);
  }

  private Answer pollOrReconnect(int maxEvents, Patience patience) throws IOException {
    if (connection == null) {
      connection = pool.takeIdle(sink, settings);
      if (connection != null) {
        try {
          return pollOnce(maxEvents, patience);
        } catch (SinkRefusedException | ReplyTooLargeException e) {
          throw e;
        } catch (IOException e) {
          // The sink may have been restarted since, or was idle for too long: a new one tells.
          LOG.debug("A connection to {} is of no use any more", sink, e);
          discard();
        }
      }
    }
    if (connection == null) {
      connection = pool.connect(sink, settings);
    }
    return pollOnce(maxEvents, patience);
  }

  private Answer pollOnce(int maxEvents, Patience patience) throws IOException {
    SinkClient client = connection.client();
    if (!polling) {
      if (!connection.takePoll()) {
        client.startPoll(maxEvents);
      }
      polling = true;
      polledAt = System.nanoTime();
    }
    if (!patience.await(client)) {
      return Nothing.EMPTY;
    }
    polling = false;
    EventBatch batch = client.finishPoll();
    if (!batch.needsAck()) {
      return Nothing.EMPTY;
    }
    open = true;
    Batch polled = new Batch(batch);
    if (batch.events().isEmpty()) {
      polled.ack();
      return Nothing.EMPTY;
    }
    return polled;
  }

  private void giveUpQuietly() {
    try {
      giveUp(connection.client());
    } catch (IOException e) {
      LOG.debug("A poll of {} can't be given up", sink, e);
      discard();
    }
  }

  private void giveUp(SinkClient client) throws IOException {
    if (client.tellsState()) {
      // The sink takes the poll back when its connection ends.
      discard();
    } else {
      // Spark's own sink doesn't: it would give the next events to a connection that is gone, and
      // wait a minute for their acknowledgement.
      connection.leavePolling();
      connection = null;
      polling = false;
    }
  }

  @Override
  public SinkState look(Duration after) {
    if (connection == null) {
      return null;
    }
    if (!after.isZero()) {
      LockSupport.parkNanos(after.toNanos());
    }
    try {
      return connection.client().tellsState() ? connection.client().state() : null;
    } catch (IOException e) {
      // The next call fails as well, and says why.
      LOG.debug("The sink at {} does not tell its state", sink, e);
      return null;
    }
  }

  /** Spark's own sink ends a batch when the channel is empty, and for no other reason. */
  @Override
  public boolean fewerMeansNoMore() {
    try {
      return connection != null && !connection.client().tellsState();
    } catch (IOException e) {
      return false;
    }
  }

  private void discard() {
    if (connection != null) {
      connection.discard();
    }
    connection = null;
    open = false;
    polling = false;
  }

  @Override
  public void close() {
    if (polling && connection.client().isOpen()) {
      giveUpQuietly();
    }
    if (connection != null && !open && connection.client().isOpen()) {
      connection.giveBack();
      connection = null;
    }
    discard();
  }

  private final class Batch implements Polled {

    private final EventBatch batch;

    Batch(EventBatch batch) {
      this.batch = batch;
    }

    @Override
    public EventBatch batch() {
      return batch;
    }

    @Override
    public boolean ack() {
      try {
        connection.client().ack(batch.sequenceNumber());
        open = false;
        return true;
      } catch (IOException e) {
        LOG.warn(
            "The acknowledgement of batch {} of the sink at {} failed; its {} events are safe, and"
                + " may come a second time: {}",
            batch.sequenceNumber(),
            sink,
            batch.events().size(),
            e.getMessage());
        discard();
        return false;
      }
    }

    @Override
    public void nack() {
      try {
        connection.client().nack(batch.sequenceNumber());
        open = false;
      } catch (IOException e) {
        // A batch whose connection ends goes back as well.
        LOG.debug("The refusal of batch {} failed", batch.sequenceNumber(), e);
        discard();
      }
    }
  }
}
