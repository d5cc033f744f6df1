package io.github.flumespark.sql;

import io.github.flumespark.sql.read.ReadCounters;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What Spark's SQL tab shows of a micro-batch's read. */
final class SourceMetrics {

  private static final String POLLED = "flumePolledEvents";
  private static final String BYTES = "flumePolledBytes";
  private static final String WAIT = "flumeWaitMillis";
  private static final String REPLAYED = "flumeReplayedEvents";
  private static final String LOST_ACKS = "flumeLostAcks";

  private SourceMetrics() {}

  static CustomMetric[] all() {
    return new CustomMetric[] {
      new Polled(), new Bytes(), new Wait(), new Replayed(), new LostAcks()
    };
  }

  static CustomTaskMetric[] of(ReadCounters counters) {
    return new CustomTaskMetric[] {
      new Value(POLLED, counters.polledEvents()),
      new Value(BYTES, counters.polledBytes()),
      new Value(WAIT, counters.waitMillis()),
      new Value(REPLAYED, counters.replayedEvents()),
      new Value(LOST_ACKS, counters.lostAcks())
    };
  }

  private record Value(String name, long value) implements CustomTaskMetric {}

  /** Public, as the others are, because Spark makes them by their class's name. */
  public static final class Polled extends CustomSumMetric {
    @Override
    public String name() {
      return POLLED;
    }

    @Override
    public String description() {
      return "events polled from sinks";
    }
  }

  /** Of headers and bodies. */
  public static final class Bytes extends CustomSumMetric {
    @Override
    public String name() {
      return BYTES;
    }

    @Override
    public String description() {
      return "bytes polled from sinks";
    }
  }

  /** Of all tasks together. */
  public static final class Wait extends CustomSumMetric {
    @Override
    public String name() {
      return WAIT;
    }

    @Override
    public String description() {
      return "milliseconds that sinks were waited for";
    }
  }

  /** Of an attempt that ran again, or beside another. */
  public static final class Replayed extends CustomSumMetric {
    @Override
    public String name() {
      return REPLAYED;
    }

    @Override
    public String description() {
      return "events read from segments";
    }
  }

  /** Each is a batch that may come a second time. */
  public static final class LostAcks extends CustomSumMetric {
    @Override
    public String name() {
      return LOST_ACKS;
    }

    @Override
    public String description() {
      return "acknowledgements lost";
    }
  }
}
