package io.github.flumespark.sql.segment;

import io.github.flumespark.client.SinkAddress;
import java.io.Serializable;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection to one sink: what a task reads from.
 *
 * @param sink where the sink listens
 * @param connection its number, from 0
 */
public record PartitionId(SinkAddress sink, int connection)
    implements Comparable<PartitionId>, Serializable {

  private static final Pattern NAME = Pattern.compile("(.+)-(\\d+)-(\\d+)");

  private static final Comparator<PartitionId> ORDER =
      Comparator.comparing((PartitionId id) -> id.sink.host())
          .thenComparingInt(id -> id.sink.port())
          .thenComparingInt(PartitionId::connection);

  /** A name that can be part of a file's, on any file system, and that {@link #parse} reads. */
  public String name() {
    // Hadoop's paths can't have a colon, hosts have no plus.
    return sink.host().replace(':', '+') + "-" + sink.port() + "-" + connection;
  }

  /**
   * Reads what {@link #name} gave.
   *
   * @throws IllegalArgumentException if it did not
   */
  public static PartitionId parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + name + "' is not a partition: host-port-number is");
    }
    try {
      return new PartitionId(
          new SinkAddress(matcher.group(1).replace('+', ':'), Integer.parseInt(matcher.group(2))),
          Integer.parseInt(matcher.group(3)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + name + "' has a number that is too large", e);
    }
  }

  @Override
  public int compareTo(PartitionId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return sink + "/" + connection;
  }
}
