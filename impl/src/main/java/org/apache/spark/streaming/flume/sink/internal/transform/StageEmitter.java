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
  private final int maxOutputs;
  private final List<Letter> letters;
  private List<SinkEvent> target;

  // Of one source event, over all calls that its way through the stage takes.
  private int outputs;
  private long bytes;
  private int outputsBefore;
  private long bytesBefore;
  private long maxBytes;

  private volatile RuntimeException refusal;

  /**
   * Makes the current thread's emitter.
   *
   * @param caller where the thread notes its calls
   * @param maxOutputs for one source event
   * @param letters where the stage leaves its dead letters
   * @param outsideItsCall is told of an emit that no call can answer for any more
   */
  StageEmitter(
      String alias,
      Tally tally,
      Caller caller,
      int maxOutputs,
      List<Letter> letters,
      Consumer<RuntimeException> outsideItsCall) {
    this.alias = alias;
    this.maxOutputs = maxOutputs;
    this.letters = letters;
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

  /** Where the owner leaves its dead letters. */
  List<Letter> letters() {
    return letters;
  }

  /** A source event, or what stages before have made of it, is about to come. */
  void begin(long newMaxBytes) {
    maxBytes = newMaxBytes;
    outputs = 0;
    bytes = 0;
  }

  void open(List<SinkEvent> newTarget) {
    target = newTarget;
    outputsBefore = outputs;
    bytesBefore = bytes;
    if (refusal != null) {
      refusal = null;
    }
  }

  /** Ends the call; gives why an emit during it was refused, or null if none was. */
  RuntimeException close() {
    target = null;
    return refusal;
  }

  /** What was emitted in the last call has vanished. */
  void forgetOutputs() {
    outputs = outputsBefore;
    bytes = bytesBefore;
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
    outputs++;
    bytes += ChainLimits.BYTES_OF_AN_OUTPUT + (long) event.bodyLength();
    // One output may be of any size: it may be what the channel had.
    if (outputs > maxOutputs || (bytes > maxBytes && outputs > 1)) {
      throw tooMuch();
    }
    target.add(event);
  }

  private RuntimeException tooMuch() {
    RuntimeException tooMuch =
        new TooMuchException(
            "Transformer '%s' makes more of one event than the sink has room for; allowed: %d outputs (max-outputs-per-event) and %d bytes (max-output-bytes-per-event)"
                .formatted(alias, maxOutputs, maxBytes));
    refusal = tooMuch;
    return tooMuch;
  }

  private static final class LateEmitException extends IllegalStateException
      implements Discreet.Harmless {
    private static final long serialVersionUID = 1L;

    LateEmitException(String message) {
      super(message);
    }
  }

  private static final class TooMuchException extends IllegalStateException
      implements Discreet.Harmless {
    private static final long serialVersionUID = 1L;

    TooMuchException(String message) {
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
