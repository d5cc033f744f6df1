package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The contract holds for a good store, and each broken one fails where it should. */
class StoreContractTest {

  @Test
  void aGoodStorePasses() {
    assertThat(Contracts.failures(Stores.Good.class)).isEmpty();
  }

  @Test
  void oneThatWritesWhenItIsClosed() {
    assertThat(Contracts.failures(Stores.WritingAtTheEnd.class))
        .contains("lettersAreThereWhenStoreReturns", "noLetterOfManyThreadsIsLost")
        .doesNotContain("closesWithLetters");
  }

  @Test
  void oneThatBeginsAnewAtEachStart() {
    assertThat(Contracts.failures(Stores.BeginningAnew.class))
        .contains("lettersOutliveACloseAndAStart");
  }

  @Test
  void oneThatTakesBodiesForText() {
    assertThat(Contracts.failures(Stores.TakingBodiesForText.class))
        .containsExactly("eventsAreStoredAsTheyAre");
  }

  @Test
  void oneThatTakesTheFirstLetterOnly() {
    assertThat(Contracts.failures(Stores.TakingTheFirstLetter.class))
        .contains("lettersAreThereWhenStoreReturns", "eventsAreStoredAsTheyAre");
  }

  @Test
  void oneThatRefusesWhatItHasAlready() {
    assertThat(Contracts.failures(Stores.RefusingTheSameTwice.class))
        .containsExactly("aLetterMayComeTwice");
  }

  @Test
  void oneThatIsNotThreadSafe() {
    assertThat(Contracts.failures(Stores.Racing.class))
        .containsExactly("noLetterOfManyThreadsIsLost");
  }

  @Test
  void oneThatNeverHasRoom() {
    assertThat(Contracts.failures(Stores.Full.class)).containsExactly("hasRoomAtFirst");
  }
}
