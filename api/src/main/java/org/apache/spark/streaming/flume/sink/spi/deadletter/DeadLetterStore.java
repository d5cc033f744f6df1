package org.apache.spark.streaming.flume.sink.spi.deadletter;

import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps the events that transformers failed on.
 *
 * <p>The sink calls it from several threads at once, so it must be thread-safe. A letter is stored
 * at least once: after a crash, or a commit that failed, the event is in the channel still, and its
 * letter comes again.
 */
@ConsumerType
public interface DeadLetterStore extends Extension {

  /**
   * Stores letters durably: once this method has returned, they survive the end of the process and
   * of the machine. Called after the client has acknowledged the batch that their events were taken
   * with, or after all of these events came to nothing, and before that transaction is committed. A
   * batch that is rolled back has no letters.
   *
   * <p>It may block, and the client's acknowledgement is not answered before it has returned; a
   * call that has not returned for some seconds is a warning. It is never interrupted.
   *
   * @param letters at least one, all of one transaction, in the order of their events
   * @throws Exception if not all of them could be stored; some may have been. The transaction is
   *     rolled back, and for some seconds an event that fails counts as under {@code onError =
   *     fail}, so that its batch is not sent again and again
   */
  void store(List<DeadLetter> letters) throws Exception;

  /**
   * Whether there is room for more. Asked on a transaction thread when a transformer has failed, so
   * it must not block. While there is none, the event blocks its channel as under {@code onError =
   * fail}: nothing is sent that could not be committed.
   *
   * @return whether a letter that comes now is likely to be stored
   */
  default boolean hasRoom() {
    return true;
  }
}
