package io.github.flumespark.extension.sequence;

import aQute.bnd.annotation.spi.ServiceProvider;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

/**
 * {@code durable-epoch}: numbers of the form {@code ID-EPOCH-COUNTER-SECRET}. The epoch is counted
 * on at each start and forced to disk before the first number is given away, so that no crash
 * brings a number back. They tell the order in which one sink opened its batches, across restarts:
 * first by epoch, then by counter. The secret is 64 random bits, drawn for each number: whoever
 * knows one number can't settle the batch of another.
 *
 * <p>It has no keys. In its data directory (below the sink's {@code dataDirectory}) it keeps {@code
 * epoch}, which holds the random ID of that directory and the epoch, and {@code epoch.lock}, which
 * is locked while an epoch is taken. Whoever comes second takes the next epoch, in this process or
 * another: so a sink can start again, or load its extensions and their code anew, while a batch of
 * the old ones is still open. The ID keeps numbers unique where the directory was deleted, or where
 * several agents serve one client.
 *
 * <p>{@code create} throws, and the sink does not start, where the directory stays locked for
 * seconds ({@link IllegalStateException}), where the epoch is damaged (the same; it is never begun
 * anew in silence), or where the disk fails ({@link java.io.UncheckedIOException}). {@code next()}
 * never throws and never waits. Its generators are thread-safe.
 */
@ServiceProvider(SequenceGeneratorFactory.class)
public final class DurableEpochSequenceFactory implements SequenceGeneratorFactory {

  /** For the service loader. */
  public DurableEpochSequenceFactory() {}

  @Override
  public String name() {
    return "durable-epoch";
  }

  @Override
  public SequenceGenerator create(ExtensionConfig config, ExtensionContext context) {
    return DurableEpochSequence.open(context.dataDirectory());
  }
}
