package io.github.flumespark.osgi.agent;

import java.io.Serial;

/** A configuration that can't be used; the message tells why, for whoever wrote it. */
final class AgentConfigurationException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  AgentConfigurationException(String message) {
    super(message);
  }

  AgentConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
