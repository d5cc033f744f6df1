package io.github.flumespark.sql.options;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.settings.ConnectionKey;
import io.github.flumespark.settings.ConnectionSettings;
import io.github.flumespark.settings.SettingReader;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the options say. Immutable.
 *
 * @param sinks where the sinks listen; one or more, none twice
 * @param connections to each sink, each of them a partition
 * @param batchSize how many events a poll asks for at most
 * @param limits how much a micro-batch may or must have
 * @param pollTimeout how long a partition waits for events that nobody knows of
 * @param fillTime how long a partition goes on beyond what was there; zero for what suits
 * @param failOnUnreachableSink whether a query that ends by itself fails for a sink that is down
 * @param maxSinkDowntime how long a sink may be down before the query fails; zero for ever
 * @param connection how to talk to the sinks
 */
public record FlumeOptions(
    List<SinkAddress> sinks,
    int connections,
    int batchSize,
    TriggerLimits limits,
    Duration pollTimeout,
    Duration fillTime,
    boolean failOnUnreachableSink,
    Duration maxSinkDowntime,
    ConnectionSettings connection)
    implements Serializable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Copies the list. */
  public FlumeOptions {
    sinks = List.copyOf(sinks);
  }

  /**
   * Reads the options of {@code readStream()}. Names don't heed case, as everywhere in Spark.
   *
   * @throws IllegalArgumentException that names the option, its value and what is allowed
   */
  public static FlumeOptions parse(Map<String, String> options) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.putAll(options);
    SettingReader reader =
        new SettingReader(values::get, name -> "The flume source's option " + name);
    FlumeOptions parsed =
        new FlumeOptions(
            sinks(reader),
            (int) reader.number("connections", 1, 1, 1000),
            (int) reader.number("batchSize", 1000, 1, 10_000_000),
            TriggerLimits.read(reader),
            reader.duration("pollTimeout", Duration.ofMillis(500)),
            reader.duration("fillTime", Duration.ZERO),
            reader.flag("failOnUnreachableSink", false),
            reader.duration("maxSinkDowntime", Duration.ZERO),
            ConnectionSettings.read(reader, ConnectionKey::option, CONNECT_TIMEOUT));
    for (String name : values.keySet()) {
      if (!reader.known().contains(name)) {
        throw new IllegalArgumentException(
            "The flume source has no option %s; it has %s"
                .formatted(name, String.join(", ", reader.known())));
      }
    }
    return parsed;
  }

  private static List<SinkAddress> sinks(SettingReader reader) {
    String allowed = "host:port, or several with commas between them, is needed";
    String value = reader.text("sinks", null);
    if (value == null) {
      throw new IllegalArgumentException("The flume source needs the option sinks: " + allowed);
    }
    List<SinkAddress> sinks = new ArrayList<>();
    Set<SinkAddress> seen = new HashSet<>();
    for (String text : reader.list("sinks")) {
      SinkAddress sink;
      try {
        sink = SinkAddress.parse(text);
      } catch (IllegalArgumentException e) {
        throw reader.bad("sinks", value, e.getMessage() + "; " + allowed, e);
      }
      if (!seen.add(sink)) {
        throw reader.bad(
            "sinks", value, sink + " is there twice; for more connections set connections", null);
      }
      sinks.add(sink);
    }
    if (sinks.isEmpty()) {
      throw reader.bad("sinks", value, allowed, null);
    }
    return sinks;
  }

  /**
   * Looks that nothing is asked for that Real-time Mode can't do: its micro-batches are as long as
   * the trigger says, however much comes.
   *
   * @throws IllegalArgumentException that says which options are none there
   */
  public void checkRealTime() {
    if (!limits.equals(TriggerLimits.NONE) || !fillTime.isZero()) {
      throw new IllegalArgumentException(
          "The flume source has no limits in Real-time Mode: leave out maxEventsPerTrigger,"
              + " maxBytesPerTrigger, minEventsPerTrigger, maxTriggerDelay and fillTime, or use"
              + " another trigger");
    }
  }

  /** Without passwords. */
  @Override
  public String toString() {
    return sinks.stream().map(SinkAddress::toString).collect(Collectors.joining(","));
  }
}
