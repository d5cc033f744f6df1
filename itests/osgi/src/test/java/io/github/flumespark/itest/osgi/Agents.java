package io.github.flumespark.itest.osgi;

import java.util.HashMap;
import java.util.Map;

/** The properties of agents that feed one sink from one source. */
final class Agents {

  static final String SINK_TYPE = "org.apache.spark.streaming.flume.sink.SparkSink";

  private static final String PARTS = "io.github.flumespark.itest.osgi.parts.source.";

  private Agents() {}

  /** A source {@code feed}, a channel and a sink {@code spark-sink} with keys of its own. */
  static Map<String, String> withSink(Map<String, String> sinkKeys) {
    Map<String, String> all = new HashMap<>();
    all.put("agent.sources", "feed");
    all.put("agent.channels", "ch");
    all.put("agent.sinks", "spark-sink");
    all.put("agent.sources.feed.type", PARTS + "FeedSource");
    all.put("agent.sources.feed.headers.from", "feed");
    all.put("agent.sources.feed.channels", "ch");
    all.put("agent.channels.ch.type", PARTS + "OwnChannel");
    all.put("agent.sinks.spark-sink.type", SINK_TYPE);
    all.put("agent.sinks.spark-sink.channel", "ch");
    all.put("agent.sinks.spark-sink.hostname", "127.0.0.1");
    all.put("agent.sinks.spark-sink.port", "0");
    all.put("agent.sinks.spark-sink.pollTimeout", "500");
    sinkKeys.forEach((key, value) -> all.put("agent.sinks.spark-sink." + key, value));
    return all;
  }
}
