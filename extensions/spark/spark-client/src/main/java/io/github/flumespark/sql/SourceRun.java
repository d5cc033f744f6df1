package io.github.flumespark.sql;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.plan.EpochPlanner;
import io.github.flumespark.sql.segment.EpochStore;
import io.github.flumespark.sql.watch.SinkMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * All that a source needs while its query runs: threads, connections, a broadcast, entries in
 * registers. Made by the query's thread when the query really begins: Spark stops a source only
 * then, so that what was made before would be left behind by a query whose start fails.
 */
final class SourceRun implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SourceRun.class);

  private final Deque<Runnable> toClose = new ArrayDeque<>();
  private EpochStore store;
  private boolean isNew;
  private ClientSettings client;
  private Broadcast<SerializableConfiguration> hadoop;
  private EpochPlanner planner;
  private SourceGauges gauges;

  /**
   * Begins.
   *
   * @param root the source's own directory under the query's checkpoint
   * @throws IllegalStateException if the query can't be run in this way; it says why
   */
  static SourceRun begin(String root, FlumeOptions options) {
    SourceRun run = new SourceRun();
    boolean isOpen = false;
    try {
      run.open(root, options);
      isOpen = true;
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Can't use the checkpoint %s: %s".formatted(root, e.getMessage()), e);
    } finally {
      // Spark's methods don't declare what they throw: an InterruptedException, for one, when the
      // query is stopped meanwhile.
      if (!isOpen) {
        run.close();
      }
    }
  }

  private void open(String root, FlumeOptions options) throws IOException {
    SparkSession session = SparkSession.active();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    QueryIdentity query = QueryIdentity.current(session.sparkContext());
    if (query.isAsync()) {
      throw new IllegalStateException(
          "The flume source can't be read with asyncProgressTrackingEnabled: it starts micro-batches"
              + " whose offsets are not logged yet, and what was polled for those could get lost");
    }
    ActiveSources.Entry entry = ActiveSources.ofThisDriver().add(query, options.sinks());
    toClose.push(entry::close);
    Configuration configuration = configuration(session);
    ClientSettings secured = options.connection().withSecrets(configuration);
    // The driver's connections tell who reads, for as long as the query runs: those of tasks are
    // kept for whatever query comes next.
    client = secured.withClientName("");
    store = new EpochStore(root, configuration);
    isNew = store.prepare(System.currentTimeMillis());
    store.warnings(spark.sc().isLocal()).forEach(LOG::warn);
    List<SinkMonitor> watches = new ArrayList<>();
    toClose.push(() -> watches.forEach(SinkMonitor::close));
    ClientSettings named = secured.withClientName(query.toString());
    options.sinks().forEach(sink -> watches.add(new SinkMonitor(sink, named)));
    planner = new EpochPlanner(options, store, watches);
    hadoop = spark.broadcast(new SerializableConfiguration(configuration));
    toClose.push(hadoop::destroy);
    gauges = new SourceGauges(query.name(), new Path(root).getName(), planner::liveMetrics);
    gauges.register();
    toClose.push(gauges::remove);
  }

  /** With the settings of the session, as Spark's own logs have them. */
  private static Configuration configuration(SparkSession session) {
    Configuration configuration = new Configuration(session.sparkContext().hadoopConfiguration());
    for (Iterator<Tuple2<String, String>> all = session.conf().getAll().iterator();
        all.hasNext(); ) {
      Tuple2<String, String> setting = all.next();
      if (setting._2() != null) {
        configuration.set(setting._1(), setting._2());
      }
    }
    return configuration;
  }

  EpochStore store() {
    return store;
  }

  /** Whether there was no such directory before. */
  boolean isNew() {
    return isNew;
  }

  /** How tasks talk to sinks, passwords included. */
  ClientSettings client() {
    return client;
  }

  Broadcast<SerializableConfiguration> hadoop() {
    return hadoop;
  }

  EpochPlanner planner() {
    return planner;
  }

  SourceGauges gauges() {
    return gauges;
  }

  @Override
  public void close() {
    while (!toClose.isEmpty()) {
      try {
        toClose.pop().run();
      } catch (RuntimeException e) {
        // Spark may have been stopped before the query.
        LOG.debug("Could not close all of a source", e);
      }
    }
  }
}
