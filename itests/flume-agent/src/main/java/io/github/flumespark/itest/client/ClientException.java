package io.github.flumespark.itest.client;

/** A call of the client program failed, or was not answered in time. */
public final class ClientException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ClientException(String message) {
    super(message);
  }

  ClientException(String message, Throwable cause) {
    super(message, cause);
  }
}
