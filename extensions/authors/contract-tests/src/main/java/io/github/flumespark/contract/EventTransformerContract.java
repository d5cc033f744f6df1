package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.junit.jupiter.api.Test;

/**
 * What the sink expects of a transformer.
 *
 * <pre>{@code
 * class UpperCaseContractTest extends EventTransformerContract {
 *   @Override
 *   protected EventTransformerFactory factory() {
 *     return new UpperCaseFactory();
 *   }
 *
 *   @Override
 *   protected List<SinkEvent> events() {
 *     return List.of(SinkEvent.of(Map.of("host", "a"), "body".getBytes(UTF_8)));
 *   }
 * }
 * }</pre>
 *
 * <p>An event for which the transformer throws is a fine sample: it must throw each time. But there
 * must be others.
 */
public abstract class EventTransformerContract extends ExtensionContract<EventTransformer> {

  private static final int THREADS = 4;
  private static final int ROUNDS = 100;

  /** For the author's test class. */
  protected EventTransformerContract() {}

  @Override
  protected abstract EventTransformerFactory factory();

  /**
   * Samples that take the transformer through all it does: events that it passes, alters, drops,
   * splits, and fails on.
   *
   * @return at least one event
   */
  protected abstract List<SinkEvent> events();

  @Override
  final Class<? extends ExtensionFactory<EventTransformer>> factoryType() {
    return EventTransformerFactory.class;
  }

  @Override
  final void use(EventTransformer transformer) {
    deliver(transformer, events());
  }

  /** The sink's emitter may throw too, and an exception from it must not break what comes later. */
  @Override
  final void useInVain(EventTransformer transformer) {
    for (SinkEvent event : events()) {
      try {
        transformer.transform(
            event,
            output -> {
              throw new IllegalStateException("the emitter refuses an output");
            });
      } catch (Exception expected) {
        // It may throw this or anything else; closing must work all the same.
      }
    }
    use(transformer);
  }

  /** An event comes again after a nack, and must not be another one then. */
  @Test
  public void givesTheSameOutputsWhenAnEventIsDeliveredAgain() {
    EventTransformer transformer = create();
    List<Delivery> first = deliver(transformer, events());
    context().nanoClock().advance(Duration.ofMinutes(1));

    assertSame(deliver(transformer, events()), first);
  }

  /** A batch that is rolled back comes again together with other events. */
  @Test
  public void givesTheSameOutputsInAnotherOrder() {
    EventTransformer transformer = create();
    List<Delivery> first = deliver(transformer, events());
    List<SinkEvent> reversed = new ArrayList<>(events());
    Collections.reverse(reversed);

    List<Delivery> second = deliver(create(), reversed);

    Collections.reverse(second);
    assertSame(second, first);
  }

  /** The same for what is delivered again by another run of the agent. */
  @Test
  public void givesTheSameOutputsAfterAStopAndAStart() {
    EventTransformer transformer = create();
    List<Delivery> first = deliver(transformer, events());
    close(transformer);

    assertSame(deliver(create(context().restarted()), events()), first);
  }

  /** A sink's threads share one transformer. */
  @Test
  public void givesTheSameOutputsFromManyThreads() {
    EventTransformer transformer = create();
    List<Delivery> alone = deliver(transformer, events());

    Threads.together(
        THREADS,
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            assertSame(deliver(transformer, events()), alone);
          }
          return null;
        });
  }

  /** A memory channel gives the same event again after a rollback, edits and all. */
  @Test
  public void leavesTheInputAlone() {
    EventTransformer transformer = create();
    for (SinkEvent sample : events()) {
      SinkEvent before = Delivery.copy(sample);
      byte[] bytes = new byte[sample.bodyLength()];
      sample.body().get(bytes);
      SinkEvent event = SinkEvent.sharing(sample.headers(), ByteBuffer.wrap(bytes));

      Delivery.of(transformer, event);

      assertThat(event.headers()).as("the input's headers").isEqualTo(before.headers());
      assertThat(event.body()).as("the input's body").isEqualTo(before.body());
    }
  }

  /** Outputs stay in the batch until it is encoded, and are not copied. */
  @Test
  public void leavesItsOutputsAloneOnceTheyAreEmitted() {
    EventTransformer transformer = create();
    List<Delivery> deliveries = deliver(transformer, events());
    deliver(transformer, events());

    for (Delivery delivery : deliveries) {
      assertThat(delivery.outputs()).as("outputs, later").isEqualTo(delivery.asEmitted());
    }
  }

  /** One that always throws would keep all other promises. */
  @Test
  public void doesItsWorkForSomeSample() {
    List<Class<?>> failures = new ArrayList<>();
    for (Delivery delivery : deliver(create(), events())) {
      failures.add(delivery.failure());
    }

    assertThat(failures)
        .as("what transform throws for each sample of events(); null for nothing")
        .containsNull();
  }

  /** There is no event that is null. */
  @Test
  public void neverEmitsNull() {
    for (Delivery delivery : deliver(create(), events())) {
      assertThat(delivery.nulls()).as("nulls emitted").isZero();
    }
  }

  /** The batch is complete when the call returns. */
  @Test
  public void emitsOnlyDuringTheCallAndOnItsThread() {
    EventTransformer transformer = create();
    List<Delivery> deliveries = deliver(transformer, events());
    deliver(transformer, events());
    close(transformer);
    // For a thread that the transformer does not wait for.
    Threads.pause(Duration.ofMillis(200));

    for (Delivery delivery : deliveries) {
      assertThat(delivery.strays()).as("emits after the call or on another thread").isEmpty();
    }
  }

  private static List<Delivery> deliver(EventTransformer transformer, List<SinkEvent> events) {
    assertThat(events).as("the samples that events() gives").isNotEmpty();
    List<Delivery> deliveries = new ArrayList<>();
    events.forEach(event -> deliveries.add(Delivery.of(transformer, event)));
    return deliveries;
  }

  /** The message of an exception may tell a time or a thread; its class may not change. */
  private static void assertSame(List<Delivery> actual, List<Delivery> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).asEmitted())
          .as("outputs of sample %d", i)
          .isEqualTo(expected.get(i).asEmitted());
      assertThat(actual.get(i).failure())
          .as("failure of sample %d", i)
          .isEqualTo(expected.get(i).failure());
    }
  }
}
