package org.apache.spark.streaming.flume.sink.internal.guard;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A call into code that is not ours. It runs under a context class loader of its own, and leaves
 * neither that nor an interrupt behind on the thread:
 *
 * <pre>{@code
 * ForeignCode foreign = ForeignCode.enter(loader);
 * try {
 *   // the call
 * } finally {
 *   foreign.exit();
 * }
 * }</pre>
 *
 * <p>The interrupt flag matters because the thread goes on into a channel, and an interrupt inside
 * a FileChannel closes its file. A flag that was set before the call is kept, even if the call
 * cleared it. The object stays on the stack of the method that made it, so that the JIT need not
 * allocate it.
 */
public final class ForeignCode {

  private static final int MAX_FRAMES = 60;

  private final Thread thread;
  private final ClassLoader outer;
  private final boolean interrupted;

  private ForeignCode(Thread thread) {
    this.thread = thread;
    this.outer = thread.getContextClassLoader();
    this.interrupted = thread.isInterrupted();
  }

  /**
   * Begins a call on the current thread.
   *
   * @param loader the context class loader for the call
   * @return what ends it, on the same thread
   */
  public static ForeignCode enter(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ForeignCode call = new ForeignCode(thread);
    thread.setContextClassLoader(loader);
    return call;
  }

  /** Ends the call. */
  public void exit() {
    thread.setContextClassLoader(outer);
    if (thread.isInterrupted() != interrupted) {
      if (interrupted) {
        thread.interrupt();
      } else {
        Thread.interrupted();
      }
    }
  }

  /**
   * The name of a foreign class as its author knows it: of a lambda, the class it was written in.
   *
   * @param type the class of an extension
   * @return a name that can be looked up in a jar
   */
  public static String nameOf(Class<?> type) {
    String name = type.getName();
    int lambda = type.isHidden() ? name.indexOf("$$Lambda") : -1;
    return lambda > 0 ? name.substring(0, lambda) : name;
  }

  /**
   * Where a thread is, for a message about a call that does not return.
   *
   * @param thread any thread
   * @return lines as in a stack trace
   */
  public static String stackOf(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .limit(MAX_FRAMES)
        // Without the name of the class loader that some JVMs put in front.
        .map(frame -> "\tat " + frame.toString().replaceFirst("^.*//", ""))
        .collect(Collectors.joining("\n"));
  }

  /**
   * A throwable in words. Its own words are foreign code too, and may throw.
   *
   * @param thrown what was thrown
   * @return its class and message
   */
  public static String describe(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      String name = thrown.getClass().getName();
      return message == null || message.isBlank() ? name : name + ": " + message;
    } catch (Throwable unspeakable) {
      return thrown.getClass().getName();
    }
  }
}
