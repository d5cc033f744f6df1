package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;

/**
 * The transformers of a sink, in the order of the configuration list. Thread-safe.
 *
 * <p>Stages run one after the other over all outputs of one source event, not nested in each
 * other's {@code emit}: so a failure in a later stage never surfaces inside an earlier transformer,
 * which might swallow it.
 */
public final class TransformerChain {

  private final List<TransformerStage> stages;
  private final ChainLimits limits;

  /** Null where no stage writes dead letters. */
  private final DeadLetterDesk desk;

  /**
   * What each thread needs. Not a ThreadLocal: that would keep the classes of a chain which is not
   * used any more for as long as its threads live.
   */
  private final Map<Thread, ChainRunner> runners = new ConcurrentHashMap<>();

  /**
   * A chain without limits and dead letters.
   *
   * @param stages in order; empty for a chain that passes every event on
   */
  public TransformerChain(List<TransformerStage> stages) {
    this(stages, ChainLimits.NONE, null);
  }

  /**
   * A chain.
   *
   * @param stages in order; empty for a chain that passes every event on
   * @param limits what may come of one event
   * @param desk takes dead letters; null if no stage's {@code onError} is {@code dead-letter}
   */
  public TransformerChain(List<TransformerStage> stages, ChainLimits limits, DeadLetterDesk desk) {
    this.stages = List.copyOf(stages);
    this.limits = limits;
    this.desk = desk;
  }

  /**
   * Whether events pass as they are, so that the caller need not make {@code SinkEvent}s of them.
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
    if (desk != null) {
      desk.timedBy(timer);
    }
  }

  /**
   * Writes the lines that a limit held back, for the last time.
   *
   * @param timer the one that did that so far
   */
  public void endLog(DeadlineTimer timer) {
    stages.forEach(stage -> stage.endLog(timer));
    if (desk != null) {
      desk.endLog(timer);
    }
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
   * Events that were stored as dead letters.
   *
   * @return how many, of all stages
   */
  public long deadLetters() {
    return stages.stream().mapToLong(TransformerStage::deadLetters).sum();
  }

  /**
   * Failures of the store of dead letters, and refusals for want of room.
   *
   * @return how many
   */
  public long deadLetterErrors() {
    return desk == null ? 0 : desk.failures();
  }

  /**
   * What runs events through the chain on the current thread. Not to be kept beyond the batch.
   *
   * @return the same for the same thread
   */
  public ChainRunner onThisThread() {
    return runners.computeIfAbsent(
        Thread.currentThread(), thread -> new ChainRunner(stages, limits, desk));
  }
}
