package io.github.flumespark.itest.agent;

/** An agent did not do what was waited for. The message ends with the tail of its log. */
public final class AgentException extends RuntimeException {

  private static final long serialVersionUID = 1;

  AgentException(String message, AgentLog log) {
    super(message + ". The whole log: " + log.file() + ". Its last lines:\n" + log.tail());
  }
}
