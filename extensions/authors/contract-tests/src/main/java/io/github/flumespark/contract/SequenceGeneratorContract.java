package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * What the sink expects of a sequence generator.
 *
 * <p>The test of a crash starts JVMs with this one's class path, in which the factory is made anew
 * by its public constructor.
 */
public abstract class SequenceGeneratorContract extends ExtensionContract<SequenceGenerator> {

  private static final int THREADS = 4;
  private static final int NUMBERS = 2_500;
  private static final int SAMPLE = 256;

  /** The sink's own have 64, and a UUID of version 7 has 62. A counter changes by 4. */
  private static final int SECRET_BITS = 48;

  /** For the author's test class. */
  protected SequenceGeneratorContract() {}

  @Override
  protected abstract SequenceGeneratorFactory factory();

  @Override
  final Class<? extends ExtensionFactory<SequenceGenerator>> factoryType() {
    return SequenceGeneratorFactory.class;
  }

  @Override
  final void use(SequenceGenerator generator) {
    take(generator, 10);
  }

  /** A generator can't be made to fail from outside. */
  @Override
  final void useInVain(SequenceGenerator generator) {
    use(generator);
  }

  /** What clients of every kind can read and send back. */
  @Test
  public void numbersAreOneTo128PrintableAsciiCharacters() {
    for (String number : take(create(), NUMBERS)) {
      assertThat(number).isNotNull().matches("[\\x21-\\x7E]{1,128}");
    }
  }

  /** An acknowledgement must not meet another batch than its own. */
  @Test
  public void numbersAreNeverRepeated() {
    assertThat(take(create(), NUMBERS)).doesNotHaveDuplicates();
  }

  /** A sink's threads share one generator. */
  @Test
  public void numbersAreNeverRepeatedByManyThreads() {
    SequenceGenerator generator = create();

    List<String> numbers = new ArrayList<>();
    Threads.together(THREADS, () -> take(generator, NUMBERS)).forEach(numbers::addAll);

    assertThat(numbers).hasSize(THREADS * NUMBERS).doesNotHaveDuplicates();
  }

  /**
   * Any connection may settle a batch whose number it knows, so whoever knows one number must not
   * be able to tell another. A counter, a clock or an epoch of many random bits does not help: it
   * takes a random part that is new for each number. This sees how much of the numbers changes from
   * each to the next, which is more than anybody could guess where the bits are indeed random.
   */
  @Test
  public void oneNumberTellsNothingOfTheNext() {
    List<String> numbers = take(create(), SAMPLE);

    int characters = 0;
    Set<Character> alphabet = new HashSet<>();
    for (int i = 1; i < SAMPLE; i++) {
      String changed = changed(numbers.get(i - 1), numbers.get(i));
      characters += changed.length();
      changed.chars().forEach(character -> alphabet.add((char) character));
    }
    double bits = (double) characters / (SAMPLE - 1) * Math.log(alphabet.size()) / Math.log(2);

    assertThat(bits)
        .as("bits that change from number to number, as in %s", numbers.subList(0, 3))
        .isGreaterThan(SECRET_BITS);
  }

  /** A stop, a crash of the whole process, another, and a stop; the clock starts anew each time. */
  @Test
  public void numbersAreNeverRepeatedAcrossThreeRestartsWithCrashesBetween() {
    List<String> numbers = new ArrayList<>(inOneLife());
    numbers.addAll(CrashedProcess.numbers(factory().getClass(), config(), context(), 100));
    numbers.addAll(CrashedProcess.numbers(factory().getClass(), config(), context(), 100));
    numbers.addAll(inOneLife());

    assertThat(numbers).hasSize(400).doesNotHaveDuplicates();
  }

  /** Two agents with one directory by mistake: one of them may be refused, none may repeat. */
  @Test
  public void numbersAreNeverRepeatedByTwoAtOnce() {
    SequenceGenerator first = create();
    List<String> numbers = new ArrayList<>(take(first, 100));
    SequenceGenerator second;
    try {
      second = create(context().restarted());
    } catch (RuntimeException refused) {
      return;
    }
    numbers.addAll(take(second, 100));
    numbers.addAll(take(first, 100));

    assertThat(numbers).doesNotHaveDuplicates();
  }

  /** The second number without what it has in common with the first at both ends. */
  private static String changed(String first, String second) {
    int most = Math.min(first.length(), second.length());
    int begin = 0;
    while (begin < most && first.charAt(begin) == second.charAt(begin)) {
      begin++;
    }
    int end = 0;
    while (end < most - begin
        && first.charAt(first.length() - 1 - end) == second.charAt(second.length() - 1 - end)) {
      end++;
    }
    return second.substring(begin, second.length() - end);
  }

  private Collection<String> inOneLife() {
    SequenceGenerator generator = create(context().restarted());
    Collection<String> numbers = take(generator, 100);
    close(generator);
    return numbers;
  }

  private static List<String> take(SequenceGenerator generator, int count) {
    List<String> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(generator.next());
    }
    return numbers;
  }
}
