package io.github.flumespark.extension.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UuidV7SequenceTest {

  private static final long NOW = 1_764_000_000_123L;

  private final AtomicLong clock = new AtomicLong(NOW);
  private final AtomicLong latest = new AtomicLong();
  private final UuidV7Sequence sequence = new UuidV7Sequence(clock::get, latest);

  @Test
  void aNumberIsAUuidOfVersion7ThatTellsTheTime() {
    String number = sequence.next();
    UUID uuid = UUID.fromString(number);

    assertThat(number).hasSize(36).isEqualTo(uuid.toString());
    assertThat(uuid.version()).isEqualTo(7);
    assertThat(uuid.variant()).isEqualTo(2);
    assertThat(millis(number)).isEqualTo(NOW);
  }

  @Test
  void theExampleOfTheRfcHasOurLayout() {
    assertThat(millis("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")).isEqualTo(1_645_557_742_000L);
  }

  @Test
  void numbersRiseWhileTheClockStands() {
    List<String> numbers = draw(10_000);

    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    // 4096 to a millisecond; what is more borrows from the next ones.
    assertThat(millis(numbers.get(4095))).isEqualTo(NOW);
    assertThat(millis(numbers.get(4096))).isEqualTo(NOW + 1);
    assertThat(millis(numbers.get(9999))).isEqualTo(NOW + 2);
  }

  @Test
  void numbersRiseWhenTheClockStepsBackAndFollowItWhenItHasCaughtUp() {
    List<String> numbers = new ArrayList<>(draw(3));
    clock.set(NOW - 3_600_000);
    numbers.addAll(draw(5_000));
    clock.set(0);
    numbers.addAll(draw(3));
    clock.set(-1);
    numbers.addAll(draw(3));
    clock.set(NOW + 1_000);
    numbers.addAll(draw(3));

    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    assertThat(millis(numbers.get(numbers.size() - 1))).isEqualTo(NOW + 1_000);
  }

  @Test
  void aGeneratorThatFollowsInTheSameProcessGoesOnThoughTheClockSteppedBack() {
    String before = sequence.next();
    clock.set(NOW - 60_000);

    assertThat(new UuidV7Sequence(clock::get, latest).next()).isGreaterThan(before);
  }

  @Test
  void theFactoryOrdersAllSinksOfAProcess() {
    UuidV7SequenceFactory factory = new UuidV7SequenceFactory();
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      numbers.add(factory.create(null, null).next());
    }

    assertThat(factory.name()).isEqualTo("uuid-v7");
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    assertThat(Math.abs(millis(numbers.get(0)) - System.currentTimeMillis())).isLessThan(60_000);
  }

  @Test
  void twoProcessesInTheSameMillisecondDiffer() {
    UuidV7Sequence other = new UuidV7Sequence(clock::get, new AtomicLong());

    assertThat(sequence.next()).isNotEqualTo(other.next());
  }

  @Test
  void eachThreadSeesRisingNumbersAndNoTwoTheSame() throws Exception {
    List<List<String>> drawn = Contenders.draw(sequence, 5_000);

    assertThat(drawn).allSatisfy(mine -> assertThat(mine).isSorted());
    assertThat(drawn.stream().flatMap(List::stream)).hasSize(40_000).doesNotHaveDuplicates();
  }

  @Test
  void aClockBeyondTheFormatIsAnError() {
    clock.set(1L << 48);

    assertThatThrownBy(sequence::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wall clock");
  }

  private List<String> draw(int count) {
    return IntStream.range(0, count).mapToObj(i -> sequence.next()).toList();
  }

  private static long millis(String number) {
    return UUID.fromString(number).getMostSignificantBits() >>> 16;
  }
}
