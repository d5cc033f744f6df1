package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.read.Share;
import io.github.flumespark.sql.segment.EpochStore;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Segment.Header;
import io.github.flumespark.sql.segment.Totals;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the last epoch has gone, by its segments. For one thread. */
final class EpochHistory {

  private final EpochStore store;
  private final Map<SinkAddress, SinkResult> results = new HashMap<>();
  private long epoch = -1;
  private Totals totals = Totals.NONE;

  EpochHistory(EpochStore store) {
    this.store = store;
  }

  /** Looks; false if that was done already. */
  boolean look(FlumeOffset end) throws IOException {
    if (end.epoch() == epoch) {
      return false;
    }
    Map<PartitionId, Header> ends = store.ends(end.epoch());
    Map<SinkAddress, Map<PartitionId, Header>> bySink = new HashMap<>();
    for (Share share : end.shares()) {
      bySink.computeIfAbsent(share.id().sink(), sink -> new TreeMap<>());
    }
    ends.forEach(
        (id, header) -> bySink.computeIfAbsent(id.sink(), sink -> new TreeMap<>()).put(id, header));
    results.clear();
    totals = Totals.NONE;
    bySink.forEach(
        (sink, headers) -> {
          SinkResult result = SinkResult.of(List.copyOf(headers.values()));
          results.put(sink, result);
          totals = totals.plus(result.totals());
        });
    epoch = end.epoch();
    return true;
  }

  long epoch() {
    return epoch;
  }

  /** How a sink's part has gone; null if it had none. */
  SinkResult result(SinkAddress sink) {
    return results.get(sink);
  }

  Totals totals() {
    return totals;
  }

  /**
   * What the progress of a micro-batch shows.
   *
   * @param isNew whether it had the last epoch; if not, it had nothing of this source
   */
  Map<String, String> metrics(boolean isNew) {
    Totals shown = isNew ? totals : Totals.NONE;
    Map<String, String> metrics = new LinkedHashMap<>();
    metrics.put("epoch", Long.toString(epoch));
    metrics.put("eventsInEpoch", Long.toString(shown.events()));
    metrics.put("bytesInEpoch", Long.toString(shown.bytes()));
    metrics.put("pollsInEpoch", Integer.toString(shown.polls()));
    metrics.put("waitMillisInEpoch", Long.toString(shown.waitMillis()));
    return metrics;
  }
}
