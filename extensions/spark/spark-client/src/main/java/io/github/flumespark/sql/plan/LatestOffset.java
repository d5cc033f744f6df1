package io.github.flumespark.sql.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flumespark.client.SinkAddress;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * How far the sinks are, for a query's progress: the epoch that was planned last, and the events
 * that wait at each sink that tells. Nothing reads it but people. Immutable.
 */
public final class LatestOffset extends Offset {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final long epoch;
  private final Map<String, Long> eventsBehind = new TreeMap<>();

  LatestOffset(long epoch, Map<SinkAddress, Long> eventsBehind) {
    this.epoch = epoch;
    eventsBehind.forEach((sink, events) -> this.eventsBehind.put(sink.toString(), events));
  }

  @Override
  public String json() {
    ObjectNode node = JSON.createObjectNode().put("epoch", epoch);
    ObjectNode behind = node.putObject("eventsBehind");
    eventsBehind.forEach(behind::put);
    return node.toString();
  }
}
