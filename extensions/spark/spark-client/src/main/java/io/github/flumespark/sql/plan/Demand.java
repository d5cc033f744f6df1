package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;

/**
 * A sink that has events. Immutable.
 *
 * @param sink where it is
 * @param events how many are to be read; {@link #UNKNOWN} where nobody knows
 * @param urgent whether more could hardly come before some are read
 */
record Demand(SinkAddress sink, long events, boolean urgent) {

  static final long UNKNOWN = -1;

  Demand(SinkAddress sink, long events) {
    this(sink, events, false);
  }

  boolean isKnown() {
    return events != UNKNOWN;
  }
}
