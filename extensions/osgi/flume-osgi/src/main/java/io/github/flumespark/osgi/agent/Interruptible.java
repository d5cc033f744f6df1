package io.github.flumespark.osgi.agent;

/** Runs something that another thread may interrupt, but nothing after it. Thread-safe. */
final class Interruptible {

  private Thread thread;
  private boolean interrupted;

  /** Runs the task; at once interrupted, if somebody asked for it before. */
  void run(Runnable task) {
    synchronized (this) {
      thread = Thread.currentThread();
      if (interrupted) {
        thread.interrupt();
      }
    }
    try {
      task.run();
    } finally {
      synchronized (this) {
        thread = null;
        Thread.interrupted();
      }
    }
  }

  /** Interrupts what is running, and what will be run. */
  synchronized void interrupt() {
    interrupted = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
