package io.github.flumespark.sql.plan;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The time, and how it is spent; in a test, another. */
interface Time {

  /** The JVM's. */
  Time SYSTEM =
      new Time() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(time.toNanos());
        }
      };

  long nanoTime();

  void sleep(Duration time) throws InterruptedException;
}
