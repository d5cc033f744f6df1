package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.watch.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Notices channels that have hardly any room left whenever a trigger comes: what puts events into
 * them has to wait, or fails. Not thread-safe.
 */
final class FullChannels {

  private static final long LONG_ENOUGH = Duration.ofMinutes(1).toNanos();
  private static final int LOOKS = 3;
  private static final long SILENCE = Duration.ofMinutes(10).toNanos();

  private final Map<SinkAddress, Spell> spells = new HashMap<>();
  private final Map<SinkAddress, Long> said = new HashMap<>();

  /** For how many looks on end, and since when, a channel has been nearly full. */
  private record Spell(int looks, long since) {}

  /**
   * Hears what a trigger finds.
   *
   * @param now as {@code nanoTime} counts
   * @return the sinks whose channels have been nearly full for a minute, at three triggers at
   *     least, and were not told in the last ten minutes
   */
  List<SinkAddress> look(Map<SinkAddress, Sighting> sightings, long now) {
    List<SinkAddress> full = new ArrayList<>();
    sightings.forEach(
        (sink, sighting) -> {
          if (sighting.tellsEvents() && sighting.state().isNearlyFull()) {
            Spell spell =
                spells.merge(
                    sink,
                    new Spell(1, now),
                    (before, first) -> new Spell(before.looks + 1, before.since));
            if (spell.looks >= LOOKS && now - spell.since >= LONG_ENOUGH && isNews(sink, now)) {
              said.put(sink, now);
              full.add(sink);
            }
          } else {
            spells.remove(sink);
          }
        });
    return full;
  }

  private boolean isNews(SinkAddress sink, long now) {
    Long before = said.get(sink);
    return before == null || now - before >= SILENCE;
  }
}
