package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What holds for all kinds: a broken factory or life fails where it should. */
class ExtensionContractTest {

  @Test
  void oneWithABadName() {
    assertThat(Contracts.failures(Lives.BadName.class)).containsExactly("theFactoryHasAValidName");
    assertThat(Contracts.failures(Lives.ReservedName.class))
        .containsExactly("theFactoryHasAValidName");
    assertThat(Contracts.failures(Lives.ChangingName.class))
        .containsExactly("theFactoryHasAValidName");
  }

  @Test
  void oneThatReturnsItsOnlyObject() {
    assertThat(Contracts.failures(Lives.OnlyObject.class))
        .contains("createMakesANewObjectEachTime");
  }

  @Test
  void oneThatReturnsNull() {
    assertThat(Contracts.failures(Lives.ReturningNull.class)).contains("closesUnused");
  }

  @Test
  void oneThatReadsAllKeys() {
    assertThat(Contracts.failures(Lives.ReadingAllKeys.class))
        .containsExactly("createReadsItsOwnKeysAndLeavesUnknownOnesUnread");
  }

  @Test
  void oneThatDoesNotReadItsKeysInCreate() {
    assertThat(Contracts.failures(Lives.ReadingLate.class))
        .containsExactlyInAnyOrder(
            "createReadsItsOwnKeysAndLeavesUnknownOnesUnread",
            "createRefusesBadValuesAndNamesTheKey");
  }

  @Test
  void oneThatDoesNotNameTheKey() {
    assertThat(Contracts.failures(Lives.NotNamingTheKey.class))
        .containsExactly("createRefusesBadValuesAndNamesTheKey");
  }

  @Test
  void oneThatCannotCloseUnused() {
    assertThat(Contracts.failures(Lives.ClosingWhatWasNeverMade.class)).contains("closesUnused");
  }

  @Test
  void oneThatCannotCloseAfterAFailure() {
    assertThat(Contracts.failures(Lives.FailingForGood.class))
        .containsExactly("closesAfterAFailedUse");
  }

  @Test
  void oneThatCanBeMadeOnce() {
    assertThat(Contracts.failures(Lives.MadeOnce.class)).contains("worksAgainAfterAStopAndAStart");
  }

  @Test
  void oneThatLeavesAThread() {
    String method = "leavesNoThreadBehind";
    assertThat(Contracts.failures(Lives.LeavingAThread.class, method)).containsExactly(method);
  }
}
