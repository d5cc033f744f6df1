package org.apache.spark.streaming.flume.sink.internal.config;

import static java.lang.Integer.MAX_VALUE;

import java.util.OptionalInt;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchSettings;

/** Reads what bounds a batch, in events and in time. */
final class BatchKeys {

  /** Each thread may hold a transaction and, on some channels, a connection of its own. */
  private static final int MAX_THREADS = 1024;

  private static final long SMALLEST_BATCH_BYTES = 256L << 10;
  private static final long LARGEST_BATCH_BYTES = 64L << 20;

  private BatchKeys() {}

  static BatchSettings read(KeyReader keys) {
    int threads =
        keys.integer(
            SparkSinkConfig.THREADS,
            SparkSinkConfig.DEFAULT_THREADS,
            1,
            MAX_THREADS,
            "transactions open at once");
    return new BatchSettings(
        keys.sinkName(),
        threads,
        keys.seconds(
            SparkSinkConfig.CONF_TRANSACTION_TIMEOUT,
            SparkSinkConfig.DEFAULT_TRANSACTION_TIMEOUT,
            1,
            "seconds"),
        keys.millis(
            SparkSinkConfig.CONF_BACKOFF_INTERVAL, SparkSinkConfig.DEFAULT_BACKOFF_INTERVAL, 1),
        keys.millis(SparkSinkConfig.CONF_POLL_TIMEOUT, SparkSinkConfig.DEFAULT_POLL_TIMEOUT, 1),
        keys.millis(SparkSinkConfig.CONF_LINGER, SparkSinkConfig.DEFAULT_LINGER, 0),
        keys.attempt(() -> batchSize(keys), OptionalInt.empty()).orElse(MAX_VALUE),
        batchBytes(threads));
  }

  /** All threads together may hold half of the heap's size in encoded batches. */
  private static long batchBytes(int threads) {
    long share = Runtime.getRuntime().maxMemory() / 2 / threads;
    return Math.max(SMALLEST_BATCH_BYTES, Math.min(LARGEST_BATCH_BYTES, share));
  }

  private static OptionalInt batchSize(KeyReader keys) {
    String meaning = "events that a poll gets at the most";
    OptionalInt dashed = keys.integer(SparkSinkConfig.CONF_BATCH_SIZE, 1, MAX_VALUE, meaning);
    OptionalInt camel = keys.integer(SparkSinkConfig.CONF_BATCH_SIZE_CAMEL, 1, MAX_VALUE, meaning);
    if (dashed.isPresent() && camel.isPresent() && !dashed.equals(camel)) {
      throw keys.invalid(
          SparkSinkConfig.CONF_BATCH_SIZE_CAMEL,
          String.valueOf(camel.getAsInt()),
          "the same as %s (%d), or only one of the two"
              .formatted(SparkSinkConfig.CONF_BATCH_SIZE, dashed.getAsInt()));
    }
    return dashed.isPresent() ? dashed : camel;
  }

  /** By the names of the keys. */
  static String describe(BatchSettings batch) {
    return "threads=%d timeout=%ds backoffInterval=%dms pollTimeout=%dms linger=%dms batch-size=%s"
        .formatted(
            batch.threads(),
            batch.timeout().toSeconds(),
            batch.backoff().toMillis(),
            batch.pollTimeout().toMillis(),
            batch.linger().toMillis(),
            batch.maxEvents() == MAX_VALUE ? "none" : batch.maxEvents());
  }
}
