package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;

/**
 * A sink that has events. Immutable.
 *
 * @param sink where it is
 * @param events how many are to be read; {@link #UNKNOWN} where nobody knows
 */
record Demand(SinkAddress sink, long events) {

  static final long UNKNOWN = -1;

  boolean isKnown() {
    return events != UNKNOWN;
  }
}
