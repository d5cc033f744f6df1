package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/**
 * Runs events through a chain on one thread: two lists that take turns as input and output, and an
 * emitter for each stage, kept from event to event. Keeps the dead letters of a batch until they
 * are stored or forgotten.
 */
public final class ChainRunner {

  /** One huge split must not hold its memory for as long as the thread lives. */
  private static final int KEPT_CAPACITY = 1024;

  private final List<TransformerStage> stages;
  private final ChainLimits limits;
  private final DeadLetterDesk desk;
  private final StageEmitter[] emitters;
  private final List<Letter> letters = new ArrayList<>();
  private List<SinkEvent> inputs = new ArrayList<>();
  private List<SinkEvent> outputs = new ArrayList<>();

  ChainRunner(List<TransformerStage> stages, ChainLimits limits, DeadLetterDesk desk) {
    this.stages = stages;
    this.limits = limits;
    this.desk = desk;
    emitters = new StageEmitter[stages.size()];
    for (int i = 0; i < emitters.length; i++) {
      emitters[i] = stages.get(i).newEmitter(limits.maxOutputs(), letters);
    }
  }

  /**
   * Transforms one source event.
   *
   * @param in the event
   * @param out all outputs are appended, or nothing if this method throws; none is a valid result
   * @throws TransformException if a stage threw, and its {@code onError} is {@code fail}, or no
   *     dead letter can be written for the event, or not yet
   */
  public void transform(SinkEvent in, List<SinkEvent> out) {
    int mark = out.size();
    int lettersBefore = letters.size();
    try {
      if (stages.isEmpty()) {
        out.add(in);
      } else {
        run(in, out);
      }
    } catch (Throwable failed) {
      TransformerStage.truncate(out, mark);
      TransformerStage.truncate(letters, lettersBefore);
      throw failed;
    }
  }

  /**
   * Stores the dead letters of all events that were transformed since they were last stored or
   * forgotten. To be called before the transaction of these events is committed.
   *
   * @throws DeadLetterException if they can't be stored; the transaction must be rolled back
   */
  public void storeDeadLetters() {
    if (!letters.isEmpty()) {
      desk.store(letters);
      forgetDeadLetters();
    }
  }

  /** Forgets the dead letters that were not stored: their events come again. */
  public void forgetDeadLetters() {
    if (!letters.isEmpty()) {
      letters.clear();
    }
  }

  private void run(SinkEvent in, List<SinkEvent> out) {
    int last = stages.size() - 1;
    long maxBytes = limits.bytesFor(in.bodyLength());
    if (last == 0) {
      // The most common chain has nothing in between.
      emitters[0].begin(maxBytes);
      stages.get(0).run(in, emitters[0], out);
      return;
    }
    try {
      for (int i = 0; i <= last; i++) {
        TransformerStage stage = stages.get(i);
        List<SinkEvent> target = i == last ? out : outputs;
        emitters[i].begin(maxBytes);
        if (i == 0) {
          stage.run(in, emitters[0], target);
        } else {
          for (int j = 0; j < inputs.size(); j++) {
            stage.run(inputs.get(j), emitters[i], target);
          }
        }
        swap();
      }
    } finally {
      // Events must not be held either once they have gone on.
      inputs = cleared(inputs);
      outputs = cleared(outputs);
    }
  }

  /** What came out of one stage goes into the next. */
  private void swap() {
    List<SinkEvent> used = inputs;
    inputs = outputs;
    outputs = cleared(used);
  }

  private static List<SinkEvent> cleared(List<SinkEvent> list) {
    if (list.size() > KEPT_CAPACITY) {
      return new ArrayList<>();
    }
    if (!list.isEmpty()) {
      list.clear();
    }
    return list;
  }
}
