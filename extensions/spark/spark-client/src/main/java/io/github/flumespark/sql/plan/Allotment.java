package io.github.flumespark.sql.plan;

import io.github.flumespark.sql.options.TriggerLimits;
import io.github.flumespark.sql.read.Share;
import io.github.flumespark.sql.segment.PartitionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides what a micro-batch may have between the sinks, and what a sink may give between its
 * connections. Stateless.
 */
final class Allotment {

  private static final long ANY = Long.MAX_VALUE;

  private final TriggerLimits limits;
  private final int connections;
  private final int batchSize;

  Allotment(TriggerLimits limits, int connections, int batchSize) {
    this.limits = limits;
    this.connections = connections;
    this.batchSize = batchSize;
  }

  /** What a sink may give. */
  private record Grant(Demand demand, long maxEvents) {

    /** How many are to be read; 0 if nobody knows. */
    long target() {
      return demand.isKnown() ? Math.min(demand.events(), maxEvents) : 0;
    }
  }

  /**
   * Divides.
   *
   * @param turn another number each time: with fewer events than sinks, these take turns
   */
  List<Share> divide(List<Demand> demands, long turn) {
    List<Grant> grants = grants(demands, turn);
    int partitions = grants.stream().mapToInt(this::partitions).sum();
    List<Share> shares = new ArrayList<>();
    for (Grant grant : grants) {
      int count = partitions(grant);
      for (int i = 0; i < count; i++) {
        shares.add(
            new Share(
                new PartitionId(grant.demand().sink(), i),
                part(grant.target(), count, i),
                grant.maxEvents() == ANY ? ANY : part(grant.maxEvents(), count, i),
                limits.maxBytes() == 0 ? ANY : Math.max(1, limits.maxBytes() / partitions)));
      }
    }
    return shares;
  }

  private List<Grant> grants(List<Demand> demands, long turn) {
    if (limits.maxEvents() == 0) {
      return demands.stream().map(demand -> new Grant(demand, ANY)).toList();
    }
    long left = limits.maxEvents();
    if (left < demands.size()) {
      List<Grant> some = new ArrayList<>();
      for (long i = 0; i < left; i++) {
        some.add(new Grant(demands.get((int) ((turn * left + i) % demands.size())), 1));
      }
      return some;
    }
    // Those that want least come first: what they leave goes to the others.
    List<Demand> inOrder =
        demands.stream()
            .sorted(Comparator.comparingLong(demand -> demand.isKnown() ? demand.events() : ANY))
            .toList();
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      Demand demand = inOrder.get(i);
      long fair = left / (inOrder.size() - i);
      long granted = demand.isKnown() ? Math.min(demand.events(), fair) : fair;
      grants.add(new Grant(demand, granted));
      left -= granted;
    }
    return withMore(grants, left);
  }

  /** What nobody is known to need goes to those where more may come while they are read. */
  private static List<Grant> withMore(List<Grant> grants, long left) {
    List<Grant> all = new ArrayList<>();
    for (int i = 0; i < grants.size(); i++) {
      Grant grant = grants.get(i);
      all.add(new Grant(grant.demand(), grant.maxEvents() + part(left, grants.size(), i)));
    }
    return all;
  }

  /** As many connections as there are batches: the others would find nothing. */
  private int partitions(Grant grant) {
    long most = Math.min(connections, grant.maxEvents());
    long batches = grant.target() == 0 ? most : (grant.target() + batchSize - 1) / batchSize;
    return (int) Math.max(1, Math.min(most, batches));
  }

  private static long part(long whole, int count, int index) {
    return whole / count + (index < whole % count ? 1 : 0);
  }
}
