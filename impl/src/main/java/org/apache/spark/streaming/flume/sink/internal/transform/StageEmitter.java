package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.streaming.flume.sink.internal.guard.Caller;
import org.apache.spark.streaming.flume.sink.internal.guard.Discreet;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;

/**
 * One stage's emitter on one thread, used again for each event. That is sound: a reference that a
 * transformer kept works only while the same transformer is being called on the same thread, when
 * it is the emitter that it was given anyway.
 *
 * <p>What is refused is remembered, since the exception reaches only the transformer, which may
 * swallow it: the call that was under way must not count as one that dropped its event.
 */
final class StageEmitter implements Emitter {

  private final String alias;
  private final Consumer<RuntimeException> outsideItsCall;
  private final Thread owner = Thread.currentThread();
  private final Tally tally;
  private final Caller caller;
  private List<SinkEvent> target;
  private volatile RuntimeException refusal;

  /**
   * Makes the current thread's emitter.
   *
   * @param caller where the thread notes its calls
   * @param outsideItsCall is told of an emit that no call can answer for any more
   */
  StageEmitter(
      String alias, Tally tally, Caller caller, Consumer<RuntimeException> outsideItsCall) {
    this.alias = alias;
    this.tally = tally;
    this.caller = caller;
    this.outsideItsCall = outsideItsCall;
  }

  /** What the owner counts. */
  Tally tally() {
    return tally;
  }

  /** Where the owner notes its calls. */
  Caller caller() {
    return caller;
  }

  void open(List<SinkEvent> outputs) {
    target = outputs;
    if (refusal != null) {
      refusal = null;
    }
  }

  /** Ends the call; gives why an emit during it was refused, or null if none was. */
  RuntimeException close() {
    target = null;
    return refusal;
  }

  @Override
  public void emit(SinkEvent event) {
    // The thread first: target belongs to the owner, and another thread would read it in a race.
    if (Thread.currentThread() != owner || target == null) {
      RuntimeException late =
          new LateEmitException(
              "Transformer '%s' emits outside its call of transform; allowed: during that call, on its thread"
                  .formatted(alias));
      refusal = late;
      outsideItsCall.accept(late);
      throw late;
    }
    if (event == null) {
      RuntimeException none =
          new NullEventException(
              "Transformer '%s' emits null; to drop an event, emit nothing".formatted(alias));
      refusal = none;
      throw none;
    }
    target.add(event);
  }

  private static final class LateEmitException extends IllegalStateException
      implements Discreet.Harmless {
    private static final long serialVersionUID = 1L;

    LateEmitException(String message) {
      super(message);
    }
  }

  private static final class NullEventException extends NullPointerException
      implements Discreet.Harmless {
    private static final long serialVersionUID = 1L;

    NullEventException(String message) {
      super(message);
    }
  }
}
