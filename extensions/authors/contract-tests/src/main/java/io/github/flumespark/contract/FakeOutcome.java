package io.github.flumespark.contract;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * How a poll ended that was never served.
 *
 * @param poll the poll that was admitted
 * @param limits what it was granted
 * @param result how it ended
 * @param events the size of the batch that was sent, 0 if none was
 * @param bytes the size of the batch that was sent, 0 if none was
 * @param held how long the client had the batch
 */
public record FakeOutcome(
    PollRequest poll, BatchLimits limits, Result result, int events, long bytes, Duration held)
    implements BatchOutcome {

  /**
   * The outcome of a poll to which no batch was sent.
   *
   * @param poll the poll that was admitted
   * @param limits what it was granted
   * @param result {@link BatchOutcome.Result#EMPTY} or {@link BatchOutcome.Result#ABORTED}
   * @return a new outcome
   */
  public static FakeOutcome withoutBatch(PollRequest poll, BatchLimits limits, Result result) {
    return new FakeOutcome(poll, limits, result, 0, 0, Duration.ZERO);
  }
}
