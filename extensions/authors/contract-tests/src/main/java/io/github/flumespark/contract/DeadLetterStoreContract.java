package io.github.flumespark.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;
import org.junit.jupiter.api.Test;

/**
 * What the sink expects of a store of dead letters. The events leave the channel once {@code store}
 * has returned, so whatever is not in the store by then is lost.
 */
public abstract class DeadLetterStoreContract extends ExtensionContract<DeadLetterStore> {

  private static final int THREADS = 4;
  private static final int EACH = 25;

  /** For the author's test class. */
  protected DeadLetterStoreContract() {}

  @Override
  protected abstract DeadLetterStoreFactory factory();

  /**
   * Reads the store as a replay would: not through the extension, which may be open, and not what
   * it has in memory.
   *
   * @param context where the store was made
   * @return the events of all letters that are there, in any order
   * @throws Exception fails the test
   */
  protected abstract List<SinkEvent> stored(FakeExtensionContext context) throws Exception;

  @Override
  final Class<? extends ExtensionFactory<DeadLetterStore>> factoryType() {
    return DeadLetterStoreFactory.class;
  }

  @Override
  final void use(DeadLetterStore store) {
    store(store, List.of(letter("used")));
  }

  /** A store can't be made to fail from outside. */
  @Override
  final void useInVain(DeadLetterStore store) {
    use(store);
  }

  /** A store that has seen nothing accepts a letter. */
  @Test
  public void hasRoomAtFirst() {
    assertThat(create().hasRoom()).isTrue();
  }

  /**
   * The agent may be killed at once: no close is to be waited for.
   *
   * @throws Exception if the store can't be used
   */
  @Test
  public void lettersAreThereWhenStoreReturns() throws Exception {
    DeadLetterStore store = create();

    store(store, List.of(letter("one"), letter("two")));
    assertThat(bodies()).as("after one call").contains("one", "two");

    store(store, List.of(letter("three")));
    assertThat(bodies()).as("after another").contains("one", "two", "three");
  }

  /**
   * The next start in the same directory finds them.
   *
   * @throws Exception if the store can't be used
   */
  @Test
  public void lettersOutliveACloseAndAStart() throws Exception {
    DeadLetterStore store = create();
    store(store, List.of(letter("one")));
    close(store);
    assertThat(bodies()).as("after the close").contains("one");

    DeadLetterStore next = create(context().restarted());
    assertThat(bodies()).as("after the next start").contains("one");
    store(next, List.of(letter("two")));
    assertThat(bodies()).contains("one", "two");
  }

  /**
   * Any bytes, any size, any header.
   *
   * @throws Exception if the store can't be used
   */
  @Test
  public void eventsAreStoredAsTheyAre() throws Exception {
    byte[] binary = new byte[256];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) i;
    }
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 'x');
    List<SinkEvent> events =
        List.of(
            SinkEvent.of(Map.of(), new byte[0]),
            SinkEvent.of(Map.of("k", "", "größe", "10 €\n"), binary),
            SinkEvent.of(Map.of("k", "v"), large));
    DeadLetterStore store = create();

    store(store, events.stream().<DeadLetter>map(FakeLetter::new).toList());

    assertThat(stored(context())).containsAll(events);
  }

  /**
   * As after a crash between store and commit.
   *
   * @throws Exception if the store can't be used
   */
  @Test
  public void aLetterMayComeTwice() throws Exception {
    DeadLetterStore store = create();

    store(store, List.of(letter("again")));
    store(store, List.of(new FakeLetter(event("again"), 2), letter("other")));

    assertThat(bodies()).contains("again", "other");
  }

  /**
   * A sink's threads store at once.
   *
   * @throws Exception if the store can't be used
   */
  @Test
  public void noLetterOfManyThreadsIsLost() throws Exception {
    DeadLetterStore store = create();
    AtomicInteger names = new AtomicInteger();

    List<List<String>> sent =
        Threads.together(
            THREADS,
            () -> {
              List<String> own = new ArrayList<>();
              for (int i = 0; i < EACH; i++) {
                String name = "letter " + names.getAndIncrement();
                own.add(name);
                store(store, List.of(letter(name)));
              }
              return own;
            });

    assertThat(bodies()).containsAll(sent.stream().flatMap(List::stream).toList());
  }

  /** A close comes with the end of the agent, which does not wait for long. */
  @Test
  public void closesWithLetters() {
    DeadLetterStore store = create();
    store(store, List.of(letter("one")));
    close(store);
  }

  private List<String> bodies() throws Exception {
    return stored(context()).stream().map(event -> event.bodyAsString(UTF_8)).toList();
  }

  private static void store(DeadLetterStore store, List<DeadLetter> letters) {
    try {
      store.store(List.copyOf(letters));
    } catch (Exception e) {
      throw new AssertionError("store failed", e);
    }
  }

  private static DeadLetter letter(String body) {
    return new FakeLetter(event(body));
  }

  private static SinkEvent event(String body) {
    return SinkEvent.of(Map.of("k", "v"), body.getBytes(UTF_8));
  }
}
