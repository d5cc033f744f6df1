package org.apache.spark.streaming.flume.sink.internal.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who reads from the sink. A sink is a queue: of several readers, each gets a part of the events
 * only, and is seldom meant to. Thread-safe.
 *
 * <p>A client tells in its handshake on whose behalf it reads. Spark's own clients don't; all of
 * those are taken for one reader, since a job may have receivers on several hosts.
 */
final class Readers {

  private static final int SHOWN = 5;
  private static final int MAX_NAME_CHARS = 300;
  private static final String NAMELESS = "a client that does not give its name";

  private final ConnectionLog log;

  // Guarded by this. By connection.
  private final Map<Long, Reader> readers = new LinkedHashMap<>();

  private record Reader(String name, String host) {}

  Readers(ConnectionLog log) {
    this.log = log;
  }

  /**
   * A connection reads from now on.
   *
   * @param name on whose behalf; null for one that isn't told
   */
  void came(long connection, String name, String host) {
    String shown = name == null ? NAMELESS : shown(name);
    String all;
    int count;
    synchronized (this) {
      boolean isNew = readers.values().stream().noneMatch(reader -> reader.name.equals(shown));
      readers.put(connection, new Reader(shown, host));
      Map<String, Set<String>> hosts = hostsByName();
      if (!isNew || hosts.size() == 1) {
        return;
      }
      count = hosts.size();
      all = text(hosts);
    }
    log.shared(count, all);
  }

  /** A client may have chosen the words: they must not break the log's lines, nor fill it. */
  private static String shown(String name) {
    String start = name.substring(0, Math.min(name.length(), MAX_NAME_CHARS));
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  synchronized void left(long connection) {
    readers.remove(connection);
  }

  /** Who else reads, for people; empty for nobody. */
  synchronized String othersThan(String name) {
    Map<String, Set<String>> hosts = hostsByName();
    hosts.remove(shown(name));
    return text(hosts);
  }

  private Map<String, Set<String>> hostsByName() {
    Map<String, Set<String>> hosts = new TreeMap<>();
    readers
        .values()
        .forEach(
            reader -> hosts.computeIfAbsent(reader.name, n -> new TreeSet<>()).add(reader.host));
    return hosts;
  }

  private static String text(Map<String, Set<String>> hostsByName) {
    String text =
        hostsByName.entrySet().stream()
            .limit(SHOWN)
            .map(entry -> entry.getKey() + " at " + hosts(entry.getValue()))
            .collect(Collectors.joining("; "));
    int more = hostsByName.size() - SHOWN;
    return more > 0 ? "%s; and %d more".formatted(text, more) : text;
  }

  private static String hosts(Set<String> hosts) {
    String text = hosts.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return hosts.size() > SHOWN ? text + "..." : text;
  }
}
