package org.apache.spark.streaming.flume.sink.internal.wire;

import java.nio.charset.StandardCharsets;

/**
 * Header names in the form in which they go over the wire. An agent's events have the same few
 * names over and over, so most are found here and need not be encoded again. Thread-safe without a
 * lock: an entry never changes, and a lost update only means that a name is encoded once more.
 *
 * <p>Each name has one slot, which it shares with others, so whatever names events have, the memory
 * is bounded.
 */
public final class HeaderNames {

  private static final int SLOTS = 256;
  private static final int LONGEST = 64;
  private static final Entry[] ENTRIES = new Entry[SLOTS];

  /** Its fields are final, so that a thread which sees an entry sees the whole of it. */
  private static final class Entry {
    private final String name;
    private final byte[] utf8;

    Entry(String name) {
      this.name = name;
      this.utf8 = name.getBytes(StandardCharsets.UTF_8);
    }
  }

  private HeaderNames() {}

  /** The name's bytes, which nobody may change. */
  public static byte[] utf8(String name) {
    if (name.length() > LONGEST) {
      return name.getBytes(StandardCharsets.UTF_8);
    }
    int hash = name.hashCode();
    int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
    Entry entry = ENTRIES[slot];
    if (entry == null || !entry.name.equals(name)) {
      entry = new Entry(name);
      ENTRIES[slot] = entry;
    }
    return entry.utf8;
  }
}
