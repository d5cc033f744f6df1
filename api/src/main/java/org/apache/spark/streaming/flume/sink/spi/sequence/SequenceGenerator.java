package org.apache.spark.streaming.flume.sink.spi.sequence;

import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Names batches. The sink calls it from several threads at once, so it must be thread-safe.
 *
 * <p>A client that knows a number can settle its batch, on whichever connection. So a number should
 * have a random part that is new for each, 64 bits or more of {@link java.security.SecureRandom}:
 * otherwise a client can tell from the number of its own batch those of the others' batches.
 */
@ConsumerType
public interface SequenceGenerator extends Extension {

  /**
   * A new sequence number. It must not block: a poll waits for it, on a thread that serves other
   * clients, too. What it throws fails the poll with an error batch before any transaction is
   * opened, and so does a text that breaks the rules below.
   *
   * @return 1 to 128 printable ASCII characters (0x21 to 0x7E), never returned before for this
   *     sink, in this or any other process, before or after a restart: a late acknowledgement must
   *     never meet another batch under the same number
   */
  String next();
}
