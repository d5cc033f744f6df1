package org.apache.spark.streaming.flume.sink.internal.extension;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.guard.Origin;
import org.apache.spark.streaming.flume.sink.spi.Extension;

/**
 * The libraries that the agent or the standalone layout brings, as they were really loaded: on a
 * flat class path the first jar wins, whatever this sink was built against.
 */
public final class Libraries {

  /** The first Avro without the vulnerabilities that are named below. */
  private static final int[] SAFE_AVRO = {1, 11, 4};

  /** The parts of Netty that this sink uses, by a class of each. */
  private static final Map<String, Class<?>> NETTY =
      Map.of(
          "netty-buffer", ByteBuf.class,
          "netty-codec", ByteToMessageDecoder.class,
          "netty-common", EventExecutor.class,
          "netty-handler", SslHandler.class,
          "netty-transport", Channel.class);

  private Libraries() {}

  /**
   * What was loaded.
   *
   * @return one line for each library
   */
  public static List<String> describe() {
    List<String> lines = new ArrayList<>();
    lines.add("Avro: " + Origin.of(Schema.class));
    lines.add("Netty: " + netty());
    lines.add("Java: " + Runtime.version());
    return lines;
  }

  /** Netty is many jars, and an agent may well have them in different versions. */
  private static String netty() {
    Map<String, TreeSet<String>> versions = new TreeMap<>();
    NETTY.forEach(
        (part, type) -> {
          Origin origin = Origin.of(type);
          String version = origin.version() == null ? origin.toString() : origin.version();
          versions.computeIfAbsent(version, any -> new TreeSet<>()).add(part);
        });
    return versions.size() == 1 ? versions.keySet().iterator().next() : versions.toString();
  }

  /**
   * What an operator should do about what was loaded.
   *
   * @return a sentence for each problem
   */
  public static List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Origin avro = Origin.of(Schema.class);
    avroWarning(avro.version(), avro.place()).ifPresent(warnings::add);
    // Spark's own sink has a class of this name as well.
    shadowWarning(SparkSinkConfig.class).ifPresent(warnings::add);
    shadowWarning(Extension.class).ifPresent(warnings::add);
    return warnings;
  }

  /** Of a class that is on the class path more than once: the first is in use, old or new. */
  static Optional<String> shadowWarning(Class<?> type) {
    List<Origin> others = Origin.shadowedBy(type);
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s is in use, and not %s: remove all but one of them"
                .formatted(
                    Origin.of(type),
                    others.stream().map(Origin::jar).collect(Collectors.joining(", nor "))));
  }

  static Optional<String> avroWarning(String version, String place) {
    if (version == null || !isOlder(version)) {
      return Optional.empty();
    }
    return Optional.of(
        ("Avro %s has known vulnerabilities (CVE-2024-47561, CVE-2023-39410). This sink parses"
                + " nothing from a client with it, but Avro sources of this agent do: replace %s, and"
                + " avro-ipc next to it, by 1.11.4 or later")
            .formatted(version, place));
  }

  private static boolean isOlder(String version) {
    String[] parts = version.split("[^0-9]+", -1);
    for (int i = 0; i < SAFE_AVRO.length; i++) {
      int part = i < parts.length && !parts[i].isEmpty() ? Integer.parseInt(parts[i]) : 0;
      if (part != SAFE_AVRO[i]) {
        return part < SAFE_AVRO[i];
      }
    }
    return false;
  }
}
