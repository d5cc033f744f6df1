package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/**
 * Runs events through a chain on one thread: two lists that take turns as input and output, and an
 * emitter for each stage, kept from event to event.
 */
public final class ChainRunner {

  /** One huge split must not hold its memory for as long as the thread lives. */
  private static final int KEPT_CAPACITY = 1024;

  private final List<TransformerStage> stages;
  private final StageEmitter[] emitters;
  private List<SinkEvent> inputs = new ArrayList<>();
  private List<SinkEvent> outputs = new ArrayList<>();

  ChainRunner(List<TransformerStage> stages) {
    this.stages = stages;
    emitters = new StageEmitter[stages.size()];
    for (int i = 0; i < emitters.length; i++) {
      emitters[i] = stages.get(i).newEmitter();
    }
  }

  /**
   * Transforms one source event.
   *
   * @param in the event
   * @param out all outputs are appended, or nothing if this method throws; none is a valid result
   * @throws TransformException if a stage whose {@code onError} is {@code fail} threw an exception,
   *     or any stage threw an {@link Error}
   */
  public void transform(SinkEvent in, List<SinkEvent> out) {
    int mark = out.size();
    try {
      if (stages.isEmpty()) {
        out.add(in);
      } else {
        run(in, out);
      }
    } catch (Throwable failed) {
      TransformerStage.truncate(out, mark);
      throw failed;
    }
  }

  private void run(SinkEvent in, List<SinkEvent> out) {
    int last = stages.size() - 1;
    if (last == 0) {
      // The most common chain has nothing in between.
      stages.get(0).run(in, emitters[0], out);
      return;
    }
    try {
      for (int i = 0; i <= last; i++) {
        TransformerStage stage = stages.get(i);
        List<SinkEvent> target = i == last ? out : outputs;
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
