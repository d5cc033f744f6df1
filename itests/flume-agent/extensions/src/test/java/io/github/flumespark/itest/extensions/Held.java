package io.github.flumespark.itest.extensions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Lets an extension stand still at a step, so that its agent can be killed right there. */
public final class Held {

  private Held() {}

  /** Orders it, for an agent that starts later. */
  static void order(Path orders, String step) throws IOException {
    Files.createFile(orders.resolve(step + ".ordered"));
  }

  /** Takes the order back. */
  static void cancel(Path orders, String step) throws IOException {
    Files.delete(orders.resolve(step + ".ordered"));
  }

  static boolean isOrdered(Path orders, String step) {
    return Files.exists(orders.resolve(step + ".ordered"));
  }

  static boolean isHeld(Path orders, String step) {
    return Files.exists(orders.resolve(step + ".held"));
  }

  static void untilKilled(Path orders, String step) {
    try {
      Files.writeString(orders.resolve(step + ".held"), "");
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
