/**
 * The chain of transformers between the channel and the encoder.
 *
 * <p>Stages run one after the other over all outputs of one source event, not nested in each
 * other's {@code emit}: a failure in a later stage never surfaces inside an earlier transformer,
 * which might swallow it. All outputs of one source event go into one batch, those of a call that
 * fails vanish, and nothing is carried over from batch to batch. An event that was rolled back is
 * transformed again.
 *
 * <p>Whatever an extension does wrong counts as a failure of the event, under its {@code onError},
 * and never as a drop by design: what it throws, what it emits too late or from another thread, and
 * what it swallows of that.
 */
package org.apache.spark.streaming.flume.sink.internal.transform;
