package org.apache.spark.streaming.flume.sink.internal.guard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A thread of the sink that calls extensions. It notes where it is, so that somebody else can see
 * that it does not come back:
 *
 * <pre>{@code
 * Callee outer = caller.enter(callee);
 * try {
 *   // the call
 * } finally {
 *   caller.exit(outer);
 * }
 * }</pre>
 *
 * <p>A call costs two ordinary writes, for it is made for each event: nothing is allocated, no
 * clock is read, and nobody is waited for. {@link #enter} and {@link #exit} are for the thread
 * itself.
 */
public final class Caller {

  private static final VarHandle CALLEE;
  private static final VarHandle CALLS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CALLEE = lookup.findVarHandle(Caller.class, "callee", Callee.class);
      CALLS = lookup.findVarHandle(Caller.class, "calls", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Thread thread;

  /** Null outside of any call. */
  private Callee callee;

  /** So far; tells a long call from a thousand short ones of the same method. */
  private long calls;

  Caller(Thread thread) {
    this.thread = thread;
  }

  /**
   * Begins a call.
   *
   * @param next what is called
   * @return what ends the call: another one, if the extension was called by an extension
   */
  public Callee enter(Callee next) {
    Callee outer = callee;
    CALLS.setOpaque(this, calls + 1);
    CALLEE.setRelease(this, next);
    return outer;
  }

  /**
   * Ends a call.
   *
   * @param outer what {@link #enter} returned
   */
  public void exit(Callee outer) {
    CALLEE.setRelease(this, outer);
  }

  /**
   * Where the thread is now; for any thread.
   *
   * @return null if it is not in an extension
   */
  public Callee callee() {
    return (Callee) CALLEE.getAcquire(this);
  }

  /** To be read after {@link #callee()}: then it is that call's number, or a later one's. */
  long calls() {
    return (long) CALLS.getOpaque(this);
  }

  Thread thread() {
    return thread;
  }
}
