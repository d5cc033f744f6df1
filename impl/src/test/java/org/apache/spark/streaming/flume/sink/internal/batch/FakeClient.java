package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.CompletableFuture;

/** A client's connection, without a network. */
final class FakeClient implements Client {

  private final long connection;
  private final String host;
  final CompletableFuture<String> abandoned = new CompletableFuture<>();
  volatile boolean open = true;

  /** Is run before each answer to {@link #isOpen}; may throw. */
  volatile Runnable onIsOpen = () -> {};

  FakeClient(long connection, String host) {
    this.connection = connection;
    this.host = host;
  }

  @Override
  public long connection() {
    return connection;
  }

  @Override
  public String address() {
    return "client-" + connection;
  }

  @Override
  public Object host() {
    return host;
  }

  @Override
  public boolean isOpen() {
    onIsOpen.run();
    return open;
  }

  @Override
  public void abandon(String reason) {
    abandoned.complete(reason);
  }
}
