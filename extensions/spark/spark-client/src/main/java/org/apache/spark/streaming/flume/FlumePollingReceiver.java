package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.ClientSettings;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;

/**
 * Receives from sinks, reliably: a batch is acknowledged once Spark has stored it. Spark starts it
 * on an executor, and may stop and start it again.
 */
final class FlumePollingReceiver extends Receiver<SparkFlumeEvent> {

  private static final long serialVersionUID = 1;

  private final PollingSettings settings;

  /** What runs between a start and a stop. */
  private transient PollerGroup pollers;

  FlumePollingReceiver(PollingSettings settings, StorageLevel storageLevel) {
    super(storageLevel);
    this.settings = settings;
  }

  @Override
  public void onStart() {
    BlockPieces.check(storageLevel());
    ClientSettings client =
        settings
            .connection()
            .withSecrets(SparkHadoopUtil.get().conf())
            .withClientName(reader(SparkEnv.get().conf()));
    PollerGroup started = new PollerGroup(settings, client, new SparkStore(this));
    synchronized (this) {
      pollers = started;
    }
    started.start();
  }

  /**
   * Jobs have several streams of one sink, for the sake of speed: together, they are one reader.
   */
  private static String reader(SparkConf conf) {
    return "the application %s (%s)"
        .formatted(conf.get("spark.app.name", "?"), conf.get("spark.app.id", "?"));
  }

  /** Ends waiting polls at once, and gives batches that are being stored a moment. */
  @Override
  public void onStop() {
    PollerGroup stopped;
    synchronized (this) {
      stopped = pollers;
      pollers = null;
    }
    if (stopped != null) {
      stopped.stop();
    }
  }

  /** Where batches go: the part of Spark that the pollers need. */
  private static final class SparkStore implements EventStore {

    private final FlumePollingReceiver receiver;

    SparkStore(FlumePollingReceiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public int streamId() {
      return receiver.streamId();
    }

    @Override
    public void store(List<ClientEvent> events) {
      // Returns when Spark has the block, in its write-ahead log as well if that is on.
      receiver.store(new Mapped<>(events.iterator(), SparkFlumeEvent::new));
    }

    @Override
    public long eventsPerSecond() {
      // The lower of spark.streaming.receiver.maxRate and what back-pressure allows at the moment.
      return receiver.supervisor().getCurrentRateLimit();
    }

    @Override
    public void report(String problem, Throwable cause) {
      receiver.reportError(problem, cause);
    }
  }

  /** Makes each element when it is asked for. */
  private record Mapped<A, B>(Iterator<A> from, Function<A, B> function) implements Iterator<B> {

    @Override
    public boolean hasNext() {
      return from.hasNext();
    }

    @Override
    public B next() {
      return function.apply(from.next());
    }
  }
}
