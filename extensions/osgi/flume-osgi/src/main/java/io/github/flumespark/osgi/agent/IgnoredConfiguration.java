package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Stands where an agent would be seen, for a configuration of which none comes. */
final class IgnoredConfiguration implements FlumeAgent {

  private final String pid;

  IgnoredConfiguration(String pid) {
    this.pid = pid;
  }

  /** Why, and what to do. */
  String reason() {
    String rest = pid.substring(FACTORY_PID.length()).replaceFirst("^[^A-Za-z0-9]+", "");
    return "it is no factory configuration, so no agent comes of it; allowed: a file called %s-%s.cfg"
        .formatted(FACTORY_PID, rest.isEmpty() ? "NAME" : rest);
  }

  @Override
  public String pid() {
    return pid;
  }

  @Override
  public String name() {
    return "";
  }

  @Override
  public State state() {
    return State.WAITING;
  }

  @Override
  public Optional<String> problem() {
    return Optional.of(reason());
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public List<Component> components() {
    return List.of();
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    return () -> {};
  }

  @Override
  public Map<String, Object> attributes(Kind kind, String component) {
    return Map.of();
  }

  @Override
  public List<Extension> extensions(String sink) {
    return List.of();
  }

  @Override
  public CompletableFuture<Void> reload(String sink) {
    return restart();
  }

  @Override
  public CompletableFuture<Void> restart() {
    return CompletableFuture.failedFuture(new IllegalStateException(reason()));
  }

  @Override
  public CompletableFuture<Void> restart(String sink) {
    return restart();
  }
}
