package io.github.flumespark.extension.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Clients that were refused and are expected back, in the order in which they were first refused.
 * Each has a claim on the room that it was refused, for a limited time: a client that does not come
 * back in time loses its place. Not thread-safe.
 */
final class WaitingClients {

  /** Beyond this number, a client that is refused gets no place. */
  static final int MOST = 10_000;

  private record Claim(Room room, long expiry) {}

  private final long claimNanos;
  private final Map<Long, Claim> claims = new LinkedHashMap<>();
  private long lastSweep;

  WaitingClients(Duration claim, long now) {
    this.claimNanos = claim.toNanos();
    this.lastSweep = now;
  }

  /**
   * What is left of some room once those who have waited longer than a client have had theirs.
   *
   * @param needed stop looking when there is less than this
   * @param arrived when the client's poll came. Polls are judged in the order in which they come,
   *     perhaps much later; so what counts is who came in time, not who was judged in time.
   */
  Room leftFor(long connection, Room free, Room needed, long arrived) {
    sweep(arrived);
    Room left = free;
    for (Map.Entry<Long, Claim> entry : claims.entrySet()) {
      if (isOver(entry.getValue(), arrived)) {
        continue;
      }
      if (entry.getKey() == connection || !left.holds(needed)) {
        break;
      }
      left = left.minus(entry.getValue().room());
    }
    return left;
  }

  /** Notes that a client was refused. Who waits already keeps its place. */
  void refused(long connection, Room claimed, long arrived, long now) {
    Claim before = claims.get(connection);
    if (before != null && isOver(before, arrived)) {
      claims.remove(connection);
    }
    if (claims.size() < MOST || claims.containsKey(connection)) {
      claims.put(connection, new Claim(claimed, now + claimNanos));
    }
  }

  void served(long connection) {
    claims.remove(connection);
  }

  int size() {
    return claims.size();
  }

  /** Forgets those who did not come back; not at each poll, or many would cost too much. */
  private void sweep(long now) {
    if (now - lastSweep > claimNanos) {
      lastSweep = now;
      claims.values().removeIf(claim -> isOver(claim, now));
    }
  }

  private static boolean isOver(Claim claim, long now) {
    return now - claim.expiry() > 0;
  }
}
