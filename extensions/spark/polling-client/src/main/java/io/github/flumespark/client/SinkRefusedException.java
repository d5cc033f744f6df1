package io.github.flumespark.client;

import java.io.IOException;

/**
 * The sink answered, with an error: a poll that got an error batch, or an acknowledgement whose
 * commit failed. The message is the sink's. Nothing is owed for the call, and the connection can be
 * used further.
 */
public final class SinkRefusedException extends IOException {

  private static final long serialVersionUID = 1;

  SinkRefusedException(String message) {
    super(message);
  }
}
