package io.github.flumespark.client;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of sinks from earlier connections, so that a sink need not send its protocol's text
 * each time. Bounded, since hashes and addresses are what others say. Thread-safe.
 */
final class KnownProtocols {

  private static final int REMEMBERED = 256;

  private final Map<ByteBuffer, Boolean> tellsState = bounded();
  private final Map<SinkAddress, byte[]> hashes = bounded();

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** The hash of the protocol that this sink had when it was last asked; null if it never was. */
  synchronized byte[] hashOf(SinkAddress sink) {
    return hashes.get(sink);
  }

  /** Whether the protocol with this hash has the message for the state; null for unknown. */
  synchronized Boolean tellsState(byte[] hash) {
    return tellsState.get(ByteBuffer.wrap(hash));
  }

  synchronized void remember(SinkAddress sink, byte[] hash, boolean tells) {
    byte[] kept = hash.clone();
    hashes.put(sink, kept);
    tellsState.put(ByteBuffer.wrap(kept), tells);
  }
}
