package io.github.flumespark.itest.structured;

import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Says what progress queries make. */
final class Reporter extends StreamingQueryListener {

  /** Listeners are serializable from Spark 4 on. */
  private static final long serialVersionUID = 1;

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    // The server says so itself.
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StructuredJob.say("PROGRESS " + event.progress().name() + " " + event.progress().json());
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    // The server says so itself.
  }
}
