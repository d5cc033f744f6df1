package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;

/** Many clients that poll at the same moment, and those of their polls that were accepted. */
final class Rush {

  /** More than any sensible cap, or there would be no refusals to look at. */
  private static final int CLIENTS = 200;

  /** Long enough for a busy machine, and what a stuck test costs. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static final int EVENTS = 1000;
  private static final int BYTES_PER_EVENT = 100;

  private static final List<Result> RESULTS = List.of(Result.values());

  private record Accepted(FakePoll poll, BatchLimits limits) {}

  private final BatchAdmissionPolicy policy;
  private final ManualClock clock;
  private final List<Accepted> open = new ArrayList<>();
  private final List<Admission.Rejected> refused = new ArrayList<>();

  Rush(BatchAdmissionPolicy policy, ManualClock clock) {
    this.policy = policy;
    this.clock = clock;
    pollAgain();
  }

  /** Every client polls, those that have a batch as well. */
  void pollAgain() {
    Threads.within(AT_ONCE, "admit, called " + CLIENTS + " times,", this::poll);
  }

  private void poll() {
    for (int client = 1; client <= CLIENTS; client++) {
      FakePoll poll = FakePoll.of(client, EVENTS, clock);
      Admission answer = policy.admit(poll);
      assertThat(answer).as("the answer to %s", poll).isNotNull();
      if (answer instanceof Admission.Accepted accepted) {
        open.add(new Accepted(poll, accepted.limits()));
      } else if (answer instanceof Admission.Rejected rejected) {
        refused.add(rejected);
      }
    }
  }

  int accepted() {
    return open.size();
  }

  List<Admission.Rejected> refused() {
    return refused;
  }

  /** Settles what is open, all in one way, and says how much it was. */
  int settleAll(Result result) {
    int count = open.size();
    settleEach(i -> result, 0);
    return count;
  }

  /** Settles what is open in the given order, in all the ways in turn. */
  void settleAll(Consumer<List<?>> order) {
    order.accept(open);
    settleEach(i -> RESULTS.get(i % RESULTS.size()), 0);
  }

  /** Settles what is open; each batch held more than it was granted. */
  void settleAllOvershot() {
    settleEach(i -> Result.ACKED, 10);
  }

  private void settleEach(IntFunction<Result> results, int overshoot) {
    Threads.within(
        AT_ONCE,
        "settled, called " + open.size() + " times,",
        () -> {
          for (int i = 0; i < open.size(); i++) {
            settle(open.get(i), results.apply(i), overshoot);
          }
          open.clear();
        });
  }

  private void settle(Accepted accepted, Result result, int overshoot) {
    FakePoll poll = accepted.poll();
    BatchLimits limits = accepted.limits();
    if (result == Result.EMPTY) {
      policy.settled(FakeOutcome.withoutBatch(poll, limits, result));
      return;
    }
    int events = Math.min(limits.maxEvents(), poll.maxEvents()) + overshoot;
    long bytes = Math.min(limits.maxBytes(), (long) events * BYTES_PER_EVENT) + 1000L * overshoot;
    policy.settled(new FakeOutcome(poll, limits, result, events, bytes, Duration.ofMillis(10)));
  }
}
