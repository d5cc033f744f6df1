package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The contract holds for good policies, and each broken one fails where it should. */
class PolicyContractTest {

  @Test
  void goodPoliciesPass() {
    assertThat(Contracts.failures(Policies.AcceptingAll.class)).isEmpty();
    assertThat(Contracts.failures(Policies.Counting.class)).isEmpty();
  }

  @Test
  void oneThatIsNoProvider() {
    assertThat(Contracts.failures(Policies.NoProvider.class))
        .containsExactly("theFactoryIsAProvider");
  }

  @Test
  void oneThatRefusesAll() {
    assertThat(Contracts.failures(Policies.RefusingAll.class))
        .contains("acceptsTheFirstPoll", "givesRoomBackAfterEveryOutcome");
  }

  @Test
  void oneThatReturnsNull() {
    assertThat(Contracts.failures(Policies.ReturningNull.class))
        .contains("acceptsTheFirstPoll", "answersPollsOfEverySize");
  }

  @Test
  void oneThatCannotCountSoHigh() {
    assertThat(Contracts.failures(Policies.Overflowing.class))
        .containsExactly("answersPollsOfEverySize");
  }

  @Test
  void oneThatBlocksOnceItIsFull() {
    String method = "answersAtOnceHoweverManyPollsAreOpen";
    assertThat(Contracts.failures(Policies.Blocking.class, method)).containsExactly(method);
  }

  @Test
  void oneThatRefusesWithoutAHold() {
    assertThat(Contracts.failures(Policies.RefusingAtOnce.class))
        .containsExactly("holdsTheReplyOfARefusal");
  }

  @Test
  void oneThatForgetsTheEmptyPolls() {
    assertThat(Contracts.failures(Policies.LeakingEmptyPolls.class))
        .containsExactlyInAnyOrder(
            "givesRoomBackAfterEveryOutcome",
            "givesRoomBackAfterManyThreads",
            "givesRoomBackWhateverTheOrderOfSettlement");
  }

  @Test
  void oneThatExpectsSettlementInOrder() {
    assertThat(Contracts.failures(Policies.FirstInFirstOut.class))
        .contains("givesRoomBackWhateverTheOrderOfSettlement")
        .doesNotContain("givesRoomBackAfterEveryOutcome");
  }

  @Test
  void oneThatGivesBackWhatWasSentInsteadOfWhatWasGranted() {
    assertThat(Contracts.failures(Policies.GivingBackWhatWasSent.class))
        .contains("givesRoomBackAfterEveryOutcome", "givesRoomBackAfterBatchesThatOvershoot");
  }

  @Test
  void oneThatCountsRefusalsAsOpen() {
    assertThat(Contracts.failures(Policies.CountingRefusals.class)).contains("refusalsUseNoRoom");
  }

  @Test
  void oneThatIsNotThreadSafe() {
    assertThat(Contracts.failures(Policies.Racing.class))
        .containsExactly("givesRoomBackAfterManyThreads");
  }

  @Test
  void oneThatComparesReadingsOfTheClock() {
    assertThat(Contracts.failures(Policies.ComparingReadings.class))
        .containsExactly("worksWhileTheClockOverflows");
  }
}
