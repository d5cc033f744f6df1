package io.github.flumespark.client;

import java.io.IOException;

/**
 * There is no connection: it could not be made, was lost, was closed, or a call was not answered in
 * time. What became of the call is unknown; the sink gives the events of open batches again.
 */
public final class SinkConnectionException extends IOException {

  private static final long serialVersionUID = 1;

  SinkConnectionException(String message) {
    super(message);
  }

  SinkConnectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
