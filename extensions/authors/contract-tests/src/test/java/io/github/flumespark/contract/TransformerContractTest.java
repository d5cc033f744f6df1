package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract holds for a good transformer, and each broken one fails where it should. */
class TransformerContractTest {

  @Test
  void aGoodTransformerPasses() {
    assertThat(Contracts.failures(Transformers.Good.class)).isEmpty();
  }

  @Test
  void oneThatCountsItsCallsIsNotRepeatable() {
    assertThat(Contracts.failures(Transformers.Counting.class))
        .containsExactlyInAnyOrder(
            "givesTheSameOutputsWhenAnEventIsDeliveredAgain",
            "givesTheSameOutputsFromManyThreads",
            "givesTheSameOutputsInAnotherOrder");
  }

  @Test
  void oneThatRemembersTheEventBeforeDependsOnTheOrder() {
    assertThat(Contracts.failures(Transformers.Remembering.class))
        .contains("givesTheSameOutputsInAnotherOrder");
  }

  @Test
  void oneThatNumbersItsLivesIsNotRepeatableAfterAStart() {
    assertThat(Contracts.failures(Transformers.NumberingItsLives.class))
        .contains("givesTheSameOutputsAfterAStopAndAStart")
        .doesNotContain("givesTheSameOutputsWhenAnEventIsDeliveredAgain");
  }

  @Test
  void oneWithAFieldForItsWorkIsNotThreadSafe() {
    assertThat(Contracts.failures(Transformers.SharingAField.class))
        .containsExactly("givesTheSameOutputsFromManyThreads");
  }

  @Test
  void oneThatReusesABufferChangesItsOutputs() {
    assertThat(Contracts.failures(Transformers.ReusingABuffer.class))
        .contains("leavesItsOutputsAloneOnceTheyAreEmitted");
  }

  @Test
  void oneThatBreaksIntoTheEventAltersTheInput() {
    assertThat(Contracts.failures(Transformers.BreakingIn.class)).contains("leavesTheInputAlone");
  }

  @Test
  void oneThatEmitsNull() {
    assertThat(Contracts.failures(Transformers.EmittingNull.class))
        .containsExactly("neverEmitsNull");
  }

  @Test
  void oneThatEmitsLate() {
    assertThat(Contracts.failures(Transformers.EmittingLate.class))
        .contains("emitsOnlyDuringTheCallAndOnItsThread");
  }

  @Test
  void oneThatEmitsOnAnotherThread() {
    assertThat(Contracts.failures(Transformers.EmittingElsewhere.class))
        .containsExactly("emitsOnlyDuringTheCallAndOnItsThread");
  }

  @Test
  void oneThatFailsOnEverySampleDoesNotDoItsWork() {
    assertThat(Contracts.failures(Transformers.Failing.class))
        .containsExactly("doesItsWorkForSomeSample");
  }

  /** All of them by themselves, each with a close that hangs as well, would take longer. */
  @Test
  @Timeout(120)
  void oneThatBlocksEndsWithAFailureAndNotWithEachOfThem() {
    assertThat(Contracts.failures(Transformers.Blocking.class))
        .contains("neverEmitsNull", "leavesTheInputAlone", "leavesNoThreadBehind");
  }

  @Test
  void oneWithoutSamplesIsNotTested() {
    assertThat(Contracts.failures(Transformers.WithoutSamples.class))
        .contains("neverEmitsNull", "leavesNoThreadBehind");
  }
}
