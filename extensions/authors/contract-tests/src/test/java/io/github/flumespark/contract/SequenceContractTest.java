package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The contract holds for good generators, and each broken one fails where it should. */
class SequenceContractTest {

  private static final String CRASH =
      "numbersAreNeverRepeatedAcrossThreeRestartsWithCrashesBetween";

  private static final String GUESSED = "oneNumberTellsNothingOfTheNext";

  @Test
  void goodGeneratorsPass() {
    assertThat(Contracts.failures(Generators.Random.class)).isEmpty();
    assertThat(Contracts.failures(Generators.Locking.class)).isEmpty();
  }

  @Test
  void oneThatStartsAtOneRepeatsAfterAStart() {
    assertThat(Contracts.failures(Generators.Counting.class))
        .containsExactlyInAnyOrder(CRASH, "numbersAreNeverRepeatedByTwoAtOnce", GUESSED);
  }

  @Test
  void oneWithoutASecretOfEachNumberIsGuessed() {
    assertThat(Contracts.failures(Generators.Guessable.class)).containsExactly(GUESSED);
  }

  @Test
  void oneThatWritesItsNumberWhenItIsClosedRepeatsAfterACrash() {
    assertThat(Contracts.failures(Generators.WritingAtClose.class)).contains(CRASH);
  }

  @Test
  void oneThatTakesTheClockForATimeOfDayRepeatsAfterAStart() {
    assertThat(Contracts.failures(Generators.NamedByTheClock.class)).contains(CRASH);
  }

  @Test
  void oneWithoutAnAtomicCounterRepeats() {
    assertThat(Contracts.failures(Generators.Racing.class))
        .containsExactlyInAnyOrder("numbersAreNeverRepeatedByManyThreads", GUESSED);
  }

  @Test
  void oneThatGivesWhatIsNoNumber() {
    assertThat(Contracts.failures(Generators.WithSpaces.class))
        .containsExactly("numbersAreOneTo128PrintableAsciiCharacters");
    assertThat(Contracts.failures(Generators.TooLong.class))
        .containsExactly("numbersAreOneTo128PrintableAsciiCharacters");
  }
}
