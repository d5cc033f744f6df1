package io.github.flumespark.itest.benchmarks.report;

/**
 * How long events and acknowledgements took. Times are in milliseconds, NaN where there was nothing
 * to measure.
 *
 * @param scenario what was done
 * @param side whose figures these are
 * @param put events that were put
 * @param delivered different events that were delivered in the time given
 * @param duplicates deliveries of events that had been delivered before
 * @param acks acknowledgements that were answered
 * @param seconds from the first put to the end of the measurement
 */
public record LatencyResult(
    String scenario,
    String side,
    int pollers,
    int keepAliveSeconds,
    int put,
    int delivered,
    int duplicates,
    int acks,
    double deliveryP50,
    double deliveryP99,
    double ackP50,
    double ackP99,
    double seconds) {

  /** Delivery for a table. */
  public String delivery() {
    if (delivered == 0) {
      return "nothing in " + Math.round(seconds) + " s";
    }
    String times = Format.millis(deliveryP50) + " / " + Format.millis(deliveryP99);
    return delivered == put ? times : times + " (" + delivered + " of " + put + " events)";
  }

  /** Acknowledgements for a table. */
  public String ack() {
    String again = ", " + duplicates + " duplicates";
    return acks == 0
        ? "no ack in " + Math.round(seconds) + " s" + again
        : Format.millis(ackP50) + " / " + Format.millis(ackP99) + again;
  }
}
