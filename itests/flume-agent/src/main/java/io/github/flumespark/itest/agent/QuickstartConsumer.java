package io.github.flumespark.itest.agent;

import java.io.IOException;

/** What the quickstart does with events. For one thread. */
interface QuickstartConsumer extends AutoCloseable {

  /** Does a part of its work, of a second or so, and tells the progress of it. */
  void consume() throws IOException, InterruptedException;

  /** Finishes: what has come is shown. */
  void end() throws IOException, InterruptedException;

  /** Ends at once, if it has not ended. */
  @Override
  void close();
}
