package io.github.flumespark.sql;

import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import io.github.flumespark.client.SinkRefusedException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one sink, on one connection at a time. A sink that can't be reached, refuses, or answers
 * nonsense is one without events here: the driver sees it too, and plans it again when it is back.
 */
final class SinkPoller implements BatchSource {

  private static final Logger LOG = LoggerFactory.getLogger(SinkPoller.class);

  private final SinkAddress sink;
  private final FlumeOptions options;
  private final ConnectionPool pool;

  private ConnectionPool.Connection connection;

  /** The sink holds a batch on the connection. */
  private boolean open;

  SinkPoller(SinkAddress sink, FlumeOptions options, ConnectionPool pool) {
    this.sink = sink;
    this.options = options;
    this.pool = pool;
  }

  @Override
  public Polled poll(int maxEvents, Duration wait) {
    try {
      if (connection == null) {
        connection = pool.takeIdle(sink, options);
      }
      if (connection != null) {
        try {
          return pollOnce(maxEvents, wait);
        } catch (SinkRefusedException e) {
          throw e;
        } catch (IOException e) {
          // The sink may have been restarted since: a new connection tells.
          LOG.debug("A connection to {} is of no use any more", sink, e);
          discard();
        }
      }
      connection = pool.connect(sink, options);
      return pollOnce(maxEvents, wait);
    } catch (SinkRefusedException e) {
      LOG.warn("The sink at {} refused a poll: {}", sink, e.getMessage());
      return null;
    } catch (IOException e) {
      LOG.warn("The sink at {} can't be polled: {}", sink, e.getMessage());
      discard();
      return null;
    }
  }

  private Polled pollOnce(int maxEvents, Duration wait) throws IOException {
    SinkClient client = connection.client();
    client.startPoll(maxEvents);
    if (!client.awaitAnswer(wait)) {
      // The sink takes the poll back when its connection ends.
      discard();
      return null;
    }
    EventBatch batch = client.finishPoll();
    if (!batch.needsAck()) {
      return null;
    }
    open = true;
    Batch polled = new Batch(batch);
    if (batch.events().isEmpty()) {
      polled.ack();
      return null;
    }
    return polled;
  }

  private void discard() {
    if (connection != null) {
      connection.discard();
    }
    connection = null;
    open = false;
  }

  @Override
  public void close() {
    if (connection != null && !open) {
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
