package io.github.flumespark.itest.agent;

/** Ends a process with this JVM, if nobody has ended it before. */
public final class EndAtExit {

  private final Thread hook;

  /**
   * From now on.
   *
   * @param name of the thread that does so
   */
  public EndAtExit(Process process, String name) {
    hook = new Thread(process::destroyForcibly, name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The process has been ended. */
  public void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyExiting) {
      // The hook does its work, then.
      return;
    }
  }
}
