package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.List;
import org.apache.spark.streaming.flume.sink.internal.guard.Discreet;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;

/**
 * One stage's emitter on one thread, used again for each event. That is sound: a reference that a
 * transformer kept works only while the same transformer is being called on the same thread, when
 * it is the emitter that it was given anyway.
 */
final class StageEmitter implements Emitter {

  private final String alias;
  private final Thread owner = Thread.currentThread();
  private final Tally tally;
  private List<SinkEvent> target;

  StageEmitter(String alias, Tally tally) {
    this.alias = alias;
    this.tally = tally;
  }

  /** What the owner counts. */
  Tally tally() {
    return tally;
  }

  void open(List<SinkEvent> outputs) {
    target = outputs;
  }

  void close() {
    target = null;
  }

  @Override
  public void emit(SinkEvent event) {
    // The thread first: target belongs to the owner, and another thread would read it in a race.
    if (Thread.currentThread() != owner || target == null) {
      throw new LateEmitException(
          "Transformer '"
              + alias
              + "' emits outside its call of transform; allowed: during that call, on its thread");
    }
    if (event == null) {
      throw new NullEventException(
          "Transformer '" + alias + "' emits null; to drop an event, emit nothing");
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
