package io.github.flumespark.sql.watch;

import io.github.flumespark.client.SinkAddress;
import java.time.Duration;

/** Watches one sink. Thread-safe. */
public interface SinkWatch extends AutoCloseable {

  SinkAddress sink();

  /** Asks what the sink has from now on; gives the question's number. */
  long ask();

  /**
   * Waits until a question is answered, or it is known that there is nobody to answer it.
   *
   * @return false if neither has come within this time
   */
  boolean await(long question, Duration patience) throws InterruptedException;

  /**
   * What is known.
   *
   * @throws IllegalStateException if what listens there has never been a sink, or if the watch
   *     itself broke
   */
  Sighting sighting();

  /** The events are being read: what is known of them is old now. */
  void taken();

  /** Ends the watch; what is open on its connection goes back. */
  @Override
  void close();
}
