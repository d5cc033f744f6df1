package io.github.flumespark.itest.structured;

import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/**
 * Where to stand still, for a test that then kills this JVM or lets it go on: before or after an
 * operation whose target matches. All that pass such a point afterwards stand still as well.
 *
 * @param phase before or after
 * @param operation create, mkdirs, rename, delete, or output
 * @param target what is created, renamed to, deleted, or the number of the batch; with a rename, an
 *     arrow and the new name after the old one
 */
record CrashPoint(String phase, String operation, Pattern target) {

  private static volatile CrashPoint armed;
  private static final CountDownLatch GO = new CountDownLatch(1);

  /** Lets all go on, for good. */
  static void release() {
    armed = null;
    GO.countDown();
  }

  static void arm(String phase, String operation, String regex) {
    armed = new CrashPoint(phase, operation, Pattern.compile(regex));
    StructuredJob.say("ARMED");
  }

  static void pass(String phase, String operation, String target) {
    CrashPoint point = armed;
    if (point != null
        && point.phase.equals(phase)
        && point.operation.equals(operation)
        && point.target.matcher(target).find()) {
      StructuredJob.say("REACHED " + phase + " " + operation + " " + target);
      standStill();
    }
  }

  private static void standStill() {
    boolean through = false;
    while (!through) {
      try {
        GO.await();
        through = true;
      } catch (InterruptedException e) {
        // Only the test ends it, or a kill.
        through = false;
      }
    }
  }
}
