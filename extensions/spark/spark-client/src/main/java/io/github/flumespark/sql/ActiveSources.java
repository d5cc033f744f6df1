package io.github.flumespark.sql;

import io.github.flumespark.client.SinkAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which queries of this driver read which sinks. A sink is a queue: of two who read it, each gets a
 * part of the events. Thread-safe.
 */
final class ActiveSources {

  private static final Logger LOG = LoggerFactory.getLogger(ActiveSources.class);
  private static final ActiveSources OF_THIS_DRIVER = new ActiveSources();

  private final List<Entry> entries = new ArrayList<>();

  /** A source that is being read; closed once. */
  final class Entry implements AutoCloseable {

    private final QueryIdentity query;
    private final List<SinkAddress> sinks;

    private Entry(QueryIdentity query, List<SinkAddress> sinks) {
      this.query = query;
      this.sinks = sinks;
    }

    @Override
    public void close() {
      synchronized (ActiveSources.this) {
        entries.remove(this);
      }
    }
  }

  static ActiveSources ofThisDriver() {
    return OF_THIS_DRIVER;
  }

  /**
   * Notes that a query begins to read.
   *
   * @throws IllegalStateException if another source of the same query reads one of the sinks
   */
  synchronized Entry add(QueryIdentity query, List<SinkAddress> sinks) {
    for (Entry other : entries) {
      for (SinkAddress sink : sinks) {
        if (other.sinks.contains(sink)) {
          refuseOrWarn(other.query, query, sink);
        }
      }
    }
    Entry entry = new Entry(query, sinks);
    entries.add(entry);
    return entry;
  }

  private static void refuseOrWarn(QueryIdentity other, QueryIdentity query, SinkAddress sink) {
    if (other.run().equals(query.run())) {
      throw new IllegalStateException(
          "This query would read the sink at %s by two sources, and each would get a part of the"
                  .formatted(sink)
              + " events only. That happens when a stream is joined with itself: Spark then reads"
              + " it once for each side. Give all columns of one side other names before the join"
              + " (selectExpr(\"headers['id'] AS otherId\", \"body AS otherBody\")), and it is read"
              + " once; or write the events to a table first, and join that");
    }
    LOG.warn(
        "Two queries read the sink at {}, and each gets a part of the events only: {}, and {}. To"
            + " give all events to both, let the agent copy them to a channel and a sink for each",
        sink,
        other,
        query);
  }
}
