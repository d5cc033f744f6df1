package io.github.flumespark.contract;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/** Good policies and a zoo of broken ones, each with its contract. */
final class Policies {

  private static final int ROOM = 5;
  private static final Admission ACCEPTED = Admission.accept(BatchLimits.ofEvents(10));
  private static final Admission FULL = Admission.reject("full", Duration.ofMillis(100));

  private Policies() {}

  record Factory(Function<ExtensionContext, BatchAdmissionPolicy> maker)
      implements BatchAdmissionPolicyFactory {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public BatchAdmissionPolicy create(ExtensionConfig config, ExtensionContext context) {
      return maker.apply(context);
    }
  }

  /** The contract of one animal; that it is no provider is not what it is here for. */
  abstract static class Contract extends BatchAdmissionPolicyContract {

    private final Factory factory;

    Contract(Function<ExtensionContext, BatchAdmissionPolicy> maker) {
      factory = new Factory(maker);
    }

    @Override
    protected BatchAdmissionPolicyFactory factory() {
      return factory;
    }

    @Override
    public void theFactoryIsAProvider() {}
  }

  static class AcceptingAll extends Contract {
    AcceptingAll() {
      super(context -> poll -> ACCEPTED);
    }
  }

  /** Accepts so many polls at once. The broken ones get one thing wrong. */
  static class Counter implements BatchAdmissionPolicy {
    int open;

    @Override
    public synchronized Admission admit(PollRequest poll) {
      if (open >= ROOM) {
        return refused();
      }
      open++;
      return ACCEPTED;
    }

    @Override
    public synchronized void settled(BatchOutcome outcome) {
      open--;
    }

    Admission refused() {
      return FULL;
    }
  }

  static class Counting extends Contract {
    Counting() {
      super(context -> new Counter());
    }
  }

  static class NoProvider extends BatchAdmissionPolicyContract {
    @Override
    protected BatchAdmissionPolicyFactory factory() {
      return new Factory(context -> new Counter());
    }
  }

  static class RefusingAll extends Contract {
    RefusingAll() {
      super(context -> poll -> FULL);
    }
  }

  static class ReturningNull extends Contract {
    ReturningNull() {
      super(context -> poll -> null);
    }
  }

  static class Overflowing extends Contract {
    Overflowing() {
      super(context -> poll -> Admission.accept(BatchLimits.ofEvents(poll.maxEvents() * 2)));
    }
  }

  static class Blocking extends Contract {
    Blocking() {
      super(
          context ->
              new BatchAdmissionPolicy() {
                private final Semaphore room = new Semaphore(ROOM);

                @Override
                public Admission admit(PollRequest poll) {
                  room.acquireUninterruptibly();
                  return ACCEPTED;
                }

                @Override
                public void settled(BatchOutcome outcome) {
                  room.release();
                }
              });
    }
  }

  static class RefusingAtOnce extends Contract {
    RefusingAtOnce() {
      super(
          context ->
              new Counter() {
                @Override
                Admission refused() {
                  return Admission.reject("full", Duration.ZERO);
                }
              });
    }
  }

  static class LeakingEmptyPolls extends Contract {
    LeakingEmptyPolls() {
      super(
          context ->
              new Counter() {
                @Override
                public synchronized void settled(BatchOutcome outcome) {
                  if (outcome.result() != Result.EMPTY) {
                    super.settled(outcome);
                  }
                }
              });
    }
  }

  static class FirstInFirstOut extends Contract {
    FirstInFirstOut() {
      super(
          context ->
              new Counter() {
                private final Deque<PollRequest> polls = new ArrayDeque<>();

                @Override
                public synchronized Admission admit(PollRequest poll) {
                  Admission answer = super.admit(poll);
                  if (answer == ACCEPTED) {
                    polls.add(poll);
                  }
                  return answer;
                }

                @Override
                public synchronized void settled(BatchOutcome outcome) {
                  if (polls.peek() == outcome.poll()) {
                    polls.remove();
                    super.settled(outcome);
                  }
                }
              });
    }
  }

  static class GivingBackWhatWasSent extends Contract {
    GivingBackWhatWasSent() {
      super(
          context ->
              new Counter() {
                @Override
                public synchronized Admission admit(PollRequest poll) {
                  if (open >= ROOM * 10) {
                    return FULL;
                  }
                  open += 10;
                  return ACCEPTED;
                }

                @Override
                public synchronized void settled(BatchOutcome outcome) {
                  open -= outcome.events();
                }
              });
    }
  }

  static class CountingRefusals extends Contract {
    CountingRefusals() {
      super(
          context ->
              new Counter() {
                @Override
                Admission refused() {
                  open++;
                  return FULL;
                }
              });
    }
  }

  /** Reads and writes its count in two steps. */
  static class Racing extends Contract {
    Racing() {
      super(
          context ->
              new BatchAdmissionPolicy() {
                private volatile int open;

                @Override
                public Admission admit(PollRequest poll) {
                  int before = open;
                  if (before >= 100) {
                    return FULL;
                  }
                  Contracts.letOthersIn();
                  open = before + 1;
                  return ACCEPTED;
                }

                @Override
                public void settled(BatchOutcome outcome) {
                  int before = open;
                  Contracts.letOthersIn();
                  open = before - 1;
                }
              });
    }
  }

  /** Pauses for a second after each settlement, by a clock that it takes for a time of day. */
  static class ComparingReadings extends Contract {
    ComparingReadings() {
      super(
          context ->
              new Counter() {
                private final LongSupplier clock = context.nanoClock();
                private long resume = clock.getAsLong();

                @Override
                @SuppressWarnings("NanoTimeComparison")
                public synchronized Admission admit(PollRequest poll) {
                  return clock.getAsLong() < resume ? FULL : super.admit(poll);
                }

                @Override
                public synchronized void settled(BatchOutcome outcome) {
                  resume = clock.getAsLong() + Duration.ofMinutes(1).toNanos();
                  super.settled(outcome);
                }
              });
    }
  }
}
