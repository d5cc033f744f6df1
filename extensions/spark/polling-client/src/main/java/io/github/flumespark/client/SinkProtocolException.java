package io.github.flumespark.client;

import java.io.IOException;

/**
 * What answers is no sink, speaks another protocol, or says more than the settings allow; or the
 * two sides don't agree about TLS. The connection has been closed; to try again soon is of little
 * use.
 */
public class SinkProtocolException extends IOException {

  private static final long serialVersionUID = 1;

  SinkProtocolException(String message) {
    super(message);
  }

  SinkProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
