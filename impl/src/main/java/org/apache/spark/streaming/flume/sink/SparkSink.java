package org.apache.spark.streaming.flume.sink;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.DynamicMBean;
import javax.management.StandardMBean;
import org.apache.flume.Context;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.FlumeException;
import org.apache.flume.conf.Configurable;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.apache.spark.streaming.flume.sink.internal.extension.ExtensionStarter;
import org.apache.spark.streaming.flume.sink.internal.extension.LoadedExtensions;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.internal.metrics.SinkMetrics;
import org.apache.spark.streaming.flume.sink.internal.metrics.SparkSinkCounter;
import org.apache.spark.streaming.flume.sink.internal.metrics.SparkSinkCounterMBean;
import org.apache.spark.streaming.flume.sink.internal.metrics.SparkSinkMBean;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.slf4j.event.Level;

/**
 * A Flume sink from which Spark polls events: a drop-in for the class of this name in Spark 1.1 to
 * 2.4, with the same configuration keys and the same protocol.
 *
 * <p>It listens for clients of {@link SparkFlumeProtocol}. A poll opens a transaction on the
 * channel and gets a batch of events; {@code ack} commits the transaction, {@code nack} or the
 * timeout rolls it back, and so does the end of the client's connection. Events are delivered at
 * least once: none leaves the channel but by a commit that followed an acknowledgement.
 *
 * <p>Flume's thread calls {@link #process}, which has nothing to do and only tells whether the
 * server is up. {@link #configure} checks the configuration and touches nothing; {@link #start}
 * loads the extensions and binds; {@link #stop} rolls back every open transaction and returns
 * within a bounded time. A sink can be started again after a stop, or after a start that failed.
 * All methods are thread-safe.
 */
public class SparkSink extends ManagedSink implements Configurable {

  /** Short enough that Flume's runner notices its own stop even if an interrupt got lost. */
  private static final Duration PROCESS_WAIT = Duration.ofSeconds(1);

  private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

  /** As Flume's supervisor waits between two starts. */
  private static final Duration RESTART_AFTER = Duration.ofSeconds(3);

  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /**
   * Guards start and stop. The superclass synchronizes its getters on the sink, so holding that
   * monitor while threads are waited for would make them wait for us.
   */
  private final Object lifecycle = new Object();

  private final OwnName jmx = new OwnName();

  /** Asked without that monitor: a start that holds it may wait for an extension. */
  private final ExtensionStarter starter = new ExtensionStarter();

  private volatile SinkSettings settings;
  private volatile SparkSinkCounter counter;
  private volatile DynamicMBean bean;
  private volatile SinkControls controls;
  private volatile SinkRun running;
  private volatile CountDownLatch batchReceived;
  private Keeper keeper;

  /**
   * Reads and checks the configuration. It takes effect at the next start.
   *
   * @throws ConfigurationException for a value that is missing or not allowed; it names the sink,
   *     the key, the value and what is allowed
   */
  @Override
  public void configure(Context context) {
    settings = SinkSettings.parse(getName(), context);
    if (counter == null) {
      controls = new SinkControls(settings.sinkName(), System::nanoTime);
      counter = new SparkSinkCounter(settings.sinkName(), controls);
      bean = new StandardMBean(counter, SparkSinkMBean.class, false);
    }
    counter.selected(
        settings.selectedExtensions(), settings.extensionsReload(), this::reloadExtensions);
  }

  private SinkLog log() {
    return SinkLog.ofSink(SparkSink.class, getName());
  }

  @Override
  DynamicMBean bean() {
    DynamicMBean current = bean;
    if (current == null) {
      throw new IllegalStateException("Sink '" + getName() + "' has not been configured");
    }
    return current;
  }

  /** See {@link SparkSinkCounterMBean#reloadExtensions}. */
  private void reloadExtensions() {
    synchronized (lifecycle) {
      SinkRun run = running;
      if (run == null || run.isDown()) {
        throw new IllegalStateException("Sink '" + getName() + "' is not running");
      }
      try {
        run.use(starter.load(settings, System::nanoTime), counter);
        counter.extensionsProblem("");
      } catch (RuntimeException e) {
        counter.extensionsProblem(e.getMessage());
        log()
            .error(
                ": extensions can't be loaded anew, those in use stay: {}",
                String.valueOf(e.getMessage()));
        throw e;
      }
    }
  }

  /**
   * Loads the extensions and starts to listen. Does nothing if the sink is running.
   *
   * @throws ConfigurationException if a selected extension can't be used
   * @throws FlumeException if the address can't be bound, or anything else is missing; nothing is
   *     left running, and the start can be tried again. Also if an extension is not ready within 10
   *     seconds: it goes on getting ready, and the next start takes it up
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // see lifecycle
  public void start() {
    synchronized (lifecycle) {
      SinkRun current = running;
      if (current != null && !current.isDown()) {
        return;
      }
      if (settings == null) {
        throw new FlumeException("Sink '" + getName() + "' was not configured before its start");
      }
      if (getChannel() == null) {
        throw new FlumeException("Sink '" + getName() + "' has no channel");
      }
      if (current != null) {
        running = null;
        current.stop();
      }
      running = begin(settings.rpc().port());
      if (keeper == null) {
        keeper = new Keeper();
        DaemonThreads.lasting(settings.sinkName(), "keeper", keeper).start();
      }
      jmx.show(this);
      super.start();
    }
  }

  private SinkRun begin(int port) {
    SinkSettings current = settings;
    counter.extensionsProblem("");
    LoadedExtensions extensions = starter.load(current, System::nanoTime);
    return SinkRun.start(
        current, port, getChannel(), extensions, new Metrics(counter), counter, controls);
  }

  /** Counts as Flume's sinks do, and counts the latch of a test down. */
  private final class Metrics extends SinkMetrics {

    Metrics(SparkSinkCounter counter) {
      super(counter, System::nanoTime);
    }

    @Override
    public void settled(BatchOutcome outcome) {
      super.settled(outcome);
      CountDownLatch latch = batchReceived;
      if (latch != null && outcome.result() == BatchOutcome.Result.ACKED) {
        latch.countDown();
      }
    }
  }

  /**
   * Looks after the run: finds out when it is down, whoever calls {@link #process} or not, and puts
   * another in its place, as often as it takes.
   */
  private final class Keeper implements Runnable {

    private final CountDownLatch end = new CountDownLatch(1);

    /** In whose place another could not be put yet. */
    private SinkRun tried;

    private final LimitedLog failed =
        new LimitedLog(
            SinkLog.of(SparkSink.class, getName()), Level.ERROR, BETWEEN_LINES, System::nanoTime);

    @Override
    public void run() {
      while (!endsWithin(CHECK_EVERY)) {
        try {
          lookAfter();
        } catch (Throwable t) {
          tell(t);
        }
      }
    }

    private void tell(Throwable thrown) {
      SinkRun run = running;
      if (run != null && run.isDown()) {
        failed.write("the sink is down and can't be started again; it is tried every 3 s", thrown);
      } else {
        failed.write("a look at the sink's parts failed; the next one follows", thrown);
      }
    }

    private boolean endsWithin(Duration time) {
      try {
        return end.await(time.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        return false;
      }
    }

    private void lookAfter() {
      SinkRun run = running;
      if (run == null) {
        return;
      }
      run.check();
      controls.look();
      if (run.isDown() && !(run == tried && endsWithin(RESTART_AFTER))) {
        tried = run;
        restart(run);
      }
    }

    private void restart(SinkRun run) {
      synchronized (lifecycle) {
        if (running == run && end.getCount() > 0) {
          run.stop();
          // Clients know the port that it had.
          running = begin(run.port());
          log().info(" has started again after it was down");
        }
      }
    }

    void end() {
      end.countDown();
    }
  }

  /**
   * Stops listening, commits what was acknowledged, rolls everything else back, and ends all
   * threads. Returns within half a minute, whatever clients, channel and extensions do. Does
   * nothing if the sink is not running.
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // see lifecycle
  public void stop() {
    starter.beginStop();
    try {
      synchronized (lifecycle) {
        if (keeper != null) {
          keeper.end();
          keeper = null;
        }
        SinkRun current = running;
        running = null;
        if (controls != null) {
          controls.end();
        }
        if (current != null) {
          log().info(" stops");
          jmx.hide(this);
          current.stop();
          counter.stop();
          log().info(" has stopped; {}", counter.summary());
        }
        super.stop();
      }
    } finally {
      starter.endStop();
    }
  }

  /**
   * Waits a moment and tells that the sink serves; the work is done by other threads.
   *
   * @return {@code READY} while the sink serves, so that a failover group takes it back; {@code
   *     BACKOFF} if the thread was interrupted or the sink has just been stopped
   * @throws EventDeliveryException if the sink is not running, or down because a part of it is gone
   *     for good, so that a group goes on to another; it starts again by itself
   */
  @Override
  public Status process() throws EventDeliveryException {
    SinkRun current = running;
    if (current == null) {
      throw new EventDeliveryException("Spark sink '" + getName() + "' is not running");
    }
    try {
      if (!current.awaitDown(PROCESS_WAIT)) {
        return Status.READY;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Status.BACKOFF;
    }
    SinkRun now = running;
    if (now == null || !now.isDown()) {
      return Status.BACKOFF;
    }
    throw new EventDeliveryException(
        "Spark sink '%s' is down: %s".formatted(getName(), now.problem()));
  }

  /**
   * The port on which the sink listens: the configured one, or the one it took where that is 0.
   *
   * @return the port
   * @throws IllegalStateException if the sink is not running
   */
  public int getPort() {
    SinkRun current = running;
    if (current == null) {
      throw new IllegalStateException("Spark sink '" + getName() + "' is not running");
    }
    return current.port();
  }

  /**
   * For tests: counts the latch down once for each batch with events that was acknowledged and
   * committed. The name is that of Spark's own sink.
   *
   * @param latch replaces an earlier one
   */
  public void countdownWhenBatchReceived(CountDownLatch latch) {
    batchReceived = latch;
  }
}
