package io.github.flumespark.itest.spark;

import io.github.flumespark.itest.spark.KilledQuery.Step;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The source, killed with SIGKILL at each step of a micro-batch in turn. */
class StructuredCrashIT {

  private static final List<Step> STEPS =
      List.of(
          new Step("before the offset is logged", "before", "rename", "-> .*/offsets/\\d+$", false),
          new Step("after the offset is logged", "after", "rename", "-> .*/offsets/\\d+$", false),
          KilledQuery.POLLED,
          KilledQuery.WRITTEN,
          KilledQuery.A_SEGMENT,
          KilledQuery.ACKNOWLEDGED,
          new Step("output, not committed", "after", "output", ".*", false),
          new Step("before the commit is logged", "before", "rename", "-> .*/commits/\\d+$", false),
          new Step("after the commit is logged", "after", "rename", "-> .*/commits/\\d+$", false),
          new Step("before the removal", "before", "rename", " -> .*/removed/", false),
          new Step("moved away, not deleted", "after", "rename", " -> .*/removed/", false));

  @TempDir Path directory;

  @Test
  @Timeout(600)
  void killedAtAnyStepTheQueryGoesOnAndLosesNothing() throws Exception {
    try (KilledQuery query = new KilledQuery(directory)) {
      for (Step step : STEPS) {
        query.kill(SparkWorld.SPARK_4_2, step);
      }
      query.finish(SparkWorld.SPARK_4_2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPARK_3_5", "SPARK_4_0", "SPARK_4_1"})
  @Tag("matrix")
  void otherSparksSurviveTheTwoStepsAroundTheAcknowledgement(SparkWorld world) throws Exception {
    try (KilledQuery query = new KilledQuery(directory)) {
      query.kill(world, KilledQuery.A_SEGMENT);
      query.kill(world, KilledQuery.ACKNOWLEDGED);
      query.finish(world);
    }
  }

  /** An upgrade in the worst moment: what was acknowledged is in the segments of the old Spark. */
  @ParameterizedTest
  @EnumSource(names = {"SPARK_3_5", "SPARK_4_1"})
  void aCheckpointOfAnEarlierSparkGoesOnOnThisOne(SparkWorld world) throws Exception {
    try (KilledQuery query = new KilledQuery(directory)) {
      query.kill(world, KilledQuery.ACKNOWLEDGED);
      query.finish(SparkWorld.SPARK_4_2);
    }
  }

  /** Spark itself refuses such a checkpoint, from 4.1 on; the README says what to do. */
  @Test
  @Tag("matrix")
  void whatIsKilledBeforeItsFirstOffsetHasTakenNothingAndCanBeginAnew() throws Exception {
    try (KilledQuery query = new KilledQuery(directory)) {
      query.killBeforeTheFirstOffset(SparkWorld.SPARK_4_2);
      query.deleteCheckpoint();
      query.finish(SparkWorld.SPARK_4_2);
    }
  }
}
