package org.apache.spark.streaming.flume.sink.internal.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over all calls of one sink into extensions. A call that does not return leaves no other
 * trace: the poll behind it is simply not answered.
 *
 * <p>Each thread notes its calls in its {@link Caller}. {@link #look} is called about once a second
 * by whoever has the time; it sees which calls have lasted since an earlier look, and warns of
 * those that have lasted for some seconds, with the stack, and again each minute. It tells when one
 * has returned after all. Thread-safe.
 */
public final class ExtensionCalls {

  /** How often somebody should look. */
  public static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ExtensionCalls.class);

  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final String sinkName;
  private final LongSupplier nanoClock;
  private final Queue<Caller> callers = new ConcurrentLinkedQueue<>();

  /** Not static: it goes with the threads of this sink. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Caller> ofThread = ThreadLocal.withInitial(this::register);

  /** Calls that were going on at the latest look. Guarded by this. */
  private final Map<Caller, Lasting> lasting = new HashMap<>();

  /** Methods that were warned of and have not returned since. Guarded by this. */
  private final Map<Callee, Warning> warnings = new HashMap<>();

  private volatile int stuck;

  /** One call, and when it was first seen. */
  private record Lasting(Caller caller, Callee callee, long call, long sinceNanos) {

    boolean isOver() {
      return !callee.equals(caller.callee()) || caller.calls() != call;
    }
  }

  private record Warning(long sinceNanos, long toldNanos) {}

  /**
   * Watches nobody yet.
   *
   * @param sinkName for the log
   * @param nanoClock nanoseconds, monotonic
   */
  public ExtensionCalls(String sinkName, LongSupplier nanoClock) {
    this.sinkName = sinkName;
    this.nanoClock = nanoClock;
  }

  /**
   * Where the current thread notes its calls.
   *
   * @return the same for the same thread; it may be kept by whatever belongs to the thread
   */
  public Caller caller() {
    return ofThread.get();
  }

  private Caller register() {
    Caller caller = new Caller(Thread.currentThread());
    callers.add(caller);
    return caller;
  }

  /**
   * Threads that are in an extension now.
   *
   * @return how many
   */
  public int inside() {
    int inside = 0;
    for (Caller caller : callers) {
      if (caller.callee() != null) {
        inside++;
      }
    }
    return inside;
  }

  /**
   * Threads that have been in one call for some seconds.
   *
   * @return how many there were at the latest look
   */
  public int stuck() {
    return stuck;
  }

  /**
   * What a thread has been in for some time, as of the latest look.
   *
   * @param thread any thread
   * @param longerThan for how long at least
   * @return null if it has not been in one call for so long
   */
  public synchronized Callee lastingOn(Thread thread, Duration longerThan) {
    long now = nanoClock.getAsLong();
    for (Lasting call : lasting.values()) {
      if (call.caller().thread() == thread) {
        boolean lasts = now - call.sinceNanos() >= longerThan.toNanos() && !call.isOver();
        return lasts ? call.callee() : null;
      }
    }
    return null;
  }

  /** Looks at all threads. */
  public synchronized void look() {
    long now = nanoClock.getAsLong();
    callers.removeIf(caller -> !caller.thread().isAlive());
    lasting.keySet().removeIf(caller -> !caller.thread().isAlive());
    Map<Callee, List<Lasting>> slow = new LinkedHashMap<>();
    int count = 0;
    for (Caller caller : callers) {
      Lasting call = note(caller, now);
      if (call != null && now - call.sinceNanos() >= SLOW.toNanos()) {
        slow.computeIfAbsent(call.callee(), any -> new ArrayList<>()).add(call);
        count++;
      }
    }
    stuck = count;
    tellOfReturned(slow.keySet(), now);
    slow.forEach((callee, calls) -> tell(callee, calls, now));
  }

  /** The call that a thread is in, with the time since when it was seen in it; null for none. */
  private Lasting note(Caller caller, long now) {
    Callee callee = caller.callee();
    long call = caller.calls();
    if (callee == null) {
      lasting.remove(caller);
      return null;
    }
    Lasting before = lasting.get(caller);
    if (before != null && before.callee().equals(callee) && before.call() == call) {
      return before;
    }
    Lasting first = new Lasting(caller, callee, call, now);
    lasting.put(caller, first);
    return first;
  }

  private void tell(Callee callee, List<Lasting> calls, long now) {
    Warning latest = warnings.get(callee);
    if (latest != null && now - latest.toldNanos() < AGAIN.toNanos()) {
      return;
    }
    Lasting oldest = calls.get(0);
    for (Lasting call : calls) {
      oldest = call.sinceNanos() - oldest.sinceNanos() < 0 ? call : oldest;
    }
    Thread thread = oldest.caller().thread();
    String stack = ForeignCode.stackOf(thread);
    if (oldest.isOver()) {
      return;
    }
    warnings.put(callee, new Warning(oldest.sinceNanos(), now));
    LOG.warn(
        "Sink '{}': {} has not returned for {} s{}; the thread {} is\n{}",
        sinkName,
        callee,
        seconds(oldest.sinceNanos(), now),
        calls.size() == 1 ? "" : " and holds " + calls.size() + " threads",
        thread.getName(),
        stack);
  }

  private void tellOfReturned(Set<Callee> slow, long now) {
    List<Callee> returned = new ArrayList<>(warnings.keySet());
    returned.removeAll(slow);
    for (Callee callee : returned) {
      long since = warnings.remove(callee).sinceNanos();
      LOG.warn("Sink '{}': {} has returned after {} s", sinkName, callee, seconds(since, now));
    }
  }

  private static long seconds(long since, long now) {
    return Duration.ofNanos(now - since).toSeconds();
  }
}
