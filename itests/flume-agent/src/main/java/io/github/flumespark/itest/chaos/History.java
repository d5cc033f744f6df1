package io.github.flumespark.itest.chaos;

import io.github.flumespark.itest.agent.PollingClient;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.EventBatch;

/**
 * Every event by its number: whether it was put, and the batches in which it was delivered. Kept by
 * the clients' side alone. Thread-safe.
 */
final class History {

  /** A batch as a client got it; the client says what became of it. */
  static final class Delivery {
    private final String sequenceNumber;
    private final int life;
    private final List<Integer> events = new ArrayList<>();
    private final long polledAt;
    private long endedAt;
    private Fate fate = Fate.VANISHED;

    private Delivery(String sequenceNumber, int life, long polledAt) {
      this.sequenceNumber = sequenceNumber;
      this.life = life;
      this.polledAt = polledAt;
    }

    /** How long ago, in nanoseconds, the batch was asked for: longer than the sink has held it. */
    long age() {
      return System.nanoTime() - polledAt;
    }

    @Override
    public String toString() {
      return sequenceNumber + " (agent " + life + ", " + fate + ")";
    }
  }

  private final BitSet put = new BitSet();
  private final BitSet perhapsPut = new BitSet();
  private final BitSet ended = new BitSet();
  private final List<List<Delivery>> deliveries = new ArrayList<>();
  private final List<String> strange = new ArrayList<>();
  private final Map<Fate, Integer> batches = new EnumMap<>(Fate.class);
  private int next;
  private long delivered;

  /** Numbers that no event has yet. */
  synchronized int reserve(int count) {
    int first = next;
    next += count;
    for (int i = 0; i < count; i++) {
      deliveries.add(new ArrayList<>(1));
    }
    return first;
  }

  /** The source has said that they are in the channel. */
  synchronized void put(int first, int count) {
    put.set(first, first + count);
  }

  /** The source has not said so: they are in the channel, or not. */
  synchronized void perhapsPut(int first, int count) {
    perhapsPut.set(first, first + count);
  }

  synchronized int puts() {
    return put.cardinality();
  }

  /** Grows whenever events are put, or leave the channel for good. */
  synchronized long progress() {
    return (long) put.cardinality() + ended.cardinality();
  }

  /** Events that are surely in the channel, or in an open batch. */
  synchronized int pending() {
    BitSet pending = (BitSet) put.clone();
    pending.andNot(ended);
    return pending.cardinality();
  }

  /** A client has got a batch, for which it asked in the agent's so-manieth life. */
  synchronized Delivery received(EventBatch batch, int life, long polledAt) {
    Delivery delivery = new Delivery(batch.getSequenceNumber().toString(), life, polledAt);
    for (String body : PollingClient.bodies(batch)) {
      int number = number(body);
      if (number < 0 || number >= next) {
        strange.add("'" + body + "' in " + delivery);
      } else {
        deliveries.get(number).add(delivery);
        delivery.events.add(number);
        delivered++;
      }
    }
    return delivery;
  }

  static String body(int number) {
    return "event-" + number;
  }

  private static int number(String body) {
    return body.matches("event-\\d{1,9}") ? Integer.parseInt(body.substring(6)) : -1;
  }

  synchronized void ended(Delivery delivery, Fate fate) {
    delivery.fate = fate;
    delivery.endedAt = System.nanoTime();
    batches.merge(fate, 1, Integer::sum);
    if (fate.mayEnd()) {
      delivery.events.forEach(ended::set);
    }
  }

  /**
   * What the history proves.
   *
   * @param repeatsTold how many events the channel said it would repeat, by the life that began
   */
  synchronized Verdict judge(Map<Integer, Integer> repeatsTold) {
    Map<Integer, Integer> told = new HashMap<>(repeatsTold);
    List<String> lost = new ArrayList<>();
    List<String> repeated = new ArrayList<>();
    Map<Fate, Integer> duplicates = new EnumMap<>(Fate.class);
    int distinct = 0;
    int announced = 0;
    for (int number = 0; number < next; number++) {
      List<Delivery> all = deliveries.get(number);
      distinct += all.isEmpty() ? 0 : 1;
      boolean mustHaveCome = put.get(number) || !all.isEmpty();
      if (mustHaveCome && all.stream().noneMatch(delivery -> delivery.fate.mayEnd())) {
        lost.add(body(number) + " came in " + all);
      }
      for (Delivery acked : all) {
        if (!cameAgainAfterAck(acked, all)) {
          continue;
        }
        if (wasTold(acked, told)) {
          announced++;
        } else {
          repeated.add(body(number) + " came in " + all);
        }
      }
      all.stream()
          .sorted(Comparator.comparing(delivery -> !delivery.fate.mayComeAgain()))
          .limit(Math.max(0, all.size() - 1))
          .forEach(earlier -> duplicates.merge(earlier.fate, 1, Integer::sum));
    }
    return new Verdict(
        put.cardinality(),
        perhapsPut.cardinality(),
        delivered,
        distinct,
        Map.copyOf(batches),
        duplicates,
        announced,
        lost,
        repeated,
        strange);
  }

  /** Clients can be slow to look, so only a later call proves a later delivery. */
  private static boolean cameAgainAfterAck(Delivery acked, List<Delivery> all) {
    return acked.fate == Fate.ACKED
        && all.stream()
            .anyMatch(
                other ->
                    other.polledAt - acked.endedAt > 0
                        || (other.fate == Fate.ACKED && other.endedAt - acked.endedAt > 0));
  }

  /**
   * Flume's file channel repeats an event whose batch was open while a checkpoint was written and
   * was rolled back after that, if the agent is killed before the next checkpoint, even if another
   * batch with the event was acknowledged meanwhile. When it starts it says how many there are, not
   * which. The earlier batch need not be in this history: a client may have left before it came.
   */
  private static boolean wasTold(Delivery acked, Map<Integer, Integer> repeatsTold) {
    return repeatsTold.merge(acked.life + 1, -1, Integer::sum) >= 0;
  }
}
