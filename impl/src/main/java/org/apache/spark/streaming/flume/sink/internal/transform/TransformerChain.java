package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/**
 * The transformers of a sink, in the order of the configuration list. Thread-safe.
 *
 * <p>Stages run one after the other over all outputs of one source event, not nested in each
 * other's {@code emit}: so a failure in a later stage never surfaces inside an earlier transformer,
 * which might swallow it.
 */
public final class TransformerChain {

  private final List<TransformerStage> stages;

  /**
   * What a thread needs for a run, kept from event to event. Not static, as it belongs to this
   * chain's stages: it goes with the sink's threads.
   */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(this::newScratch);

  /**
   * A chain.
   *
   * @param stages in order; empty for a chain that passes every event on
   */
  public TransformerChain(List<TransformerStage> stages) {
    this.stages = List.copyOf(stages);
  }

  /**
   * Whether events pass as they are, so that the caller need not make {@link SinkEvent}s of them.
   *
   * @return whether there is no stage
   */
  public boolean isEmpty() {
    return stages.isEmpty();
  }

  /**
   * The stages.
   *
   * @return in order, unmodifiable
   */
  public List<TransformerStage> stages() {
    return stages;
  }

  /**
   * Has a timer write the lines that a limit held back.
   *
   * @param timer whose thread writes them
   */
  public void timedBy(DeadlineTimer timer) {
    stages.forEach(stage -> stage.timedBy(timer));
  }

  /**
   * Writes the lines that a limit held back, for the last time.
   *
   * @param timer the one that did that so far
   */
  public void endLog(DeadlineTimer timer) {
    stages.forEach(stage -> stage.endLog(timer));
  }

  /**
   * Events that a stage left out, as it was made to or by an error under {@code onError = drop}.
   *
   * @return how many, of all stages
   */
  public long dropped() {
    return stages.stream().mapToLong(TransformerStage::dropped).sum();
  }

  /**
   * Events that left the last stage.
   *
   * @return how many; 0 without stages
   */
  public long emitted() {
    return stages.isEmpty() ? 0 : stages.get(stages.size() - 1).out();
  }

  /**
   * Exceptions that stages threw, whatever {@code onError} made of them.
   *
   * @return how many, of all stages
   */
  public long errors() {
    return stages.stream().mapToLong(TransformerStage::errors).sum();
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
      truncate(out, mark);
      throw failed;
    }
  }

  private void run(SinkEvent in, List<SinkEvent> out) {
    Scratch mine = scratch.get();
    int last = stages.size() - 1;
    if (last == 0) {
      // The most common chain has nothing in between.
      stages.get(0).run(in, mine.emitters[0], out);
      return;
    }
    try {
      for (int i = 0; i <= last; i++) {
        TransformerStage stage = stages.get(i);
        List<SinkEvent> target = i == last ? out : mine.outputs;
        if (i == 0) {
          stage.run(in, mine.emitters[0], target);
        } else {
          for (int j = 0; j < mine.inputs.size(); j++) {
            stage.run(mine.inputs.get(j), mine.emitters[i], target);
          }
        }
        mine.swap();
      }
    } finally {
      mine.clear();
    }
  }

  static void truncate(List<SinkEvent> events, int size) {
    if (events.size() > size) {
      events.subList(size, events.size()).clear();
    }
  }

  private Scratch newScratch() {
    return new Scratch(stages);
  }

  /** Two lists that take turns as input and output, and an emitter for each stage. */
  private static final class Scratch {

    /** One huge split must not hold its memory for as long as the thread lives. */
    private static final int KEPT_CAPACITY = 1024;

    private final StageEmitter[] emitters;
    private List<SinkEvent> inputs = new ArrayList<>();
    private List<SinkEvent> outputs = new ArrayList<>();

    Scratch(List<TransformerStage> stages) {
      emitters = new StageEmitter[stages.size()];
      for (int i = 0; i < emitters.length; i++) {
        emitters[i] = stages.get(i).newEmitter();
      }
    }

    /** What came out of one stage goes into the next. */
    void swap() {
      List<SinkEvent> used = inputs;
      inputs = outputs;
      outputs = cleared(used);
    }

    /** Events must not be held either once they have gone on. */
    void clear() {
      inputs = cleared(inputs);
      outputs = cleared(outputs);
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
}
