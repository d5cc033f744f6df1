package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.extension.Providers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flume.Channel;
import org.apache.flume.node.MaterializedConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the agent that a configuration asks for. Everything that Flume does happens on one thread of
 * its own, in order: an agent is never started while the one before it, which may hold its channels
 * and ports, has not stopped.
 *
 * <p>Thread-safe. {@link #configure}, {@link #restart} and {@link #bundlesChanged} return at once;
 * {@link #close} within its limit, whatever Flume's components do.
 */
final class AgentRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AgentRunner.class);

  /** As Flume does it. */
  private static final Duration RETRY = Duration.ofSeconds(3);

  private final String pid;
  private final Duration stopLimit;
  private final Supplier<Providers> providers;
  private final AgentThread thread;
  private final NewestConfiguration newest;
  private final FlumeBeans beans = new FlumeBeans();
  private final Listeners listeners = new Listeners();

  // Of the agent's thread alone.
  private boolean incomplete;

  private volatile boolean retry;
  private volatile String name = "";
  private volatile FlumeAgent.State state = FlumeAgent.State.WAITING;
  private volatile String problem;
  private volatile OriginFile origin = OriginFile.NONE;
  private volatile RunningAgent running;

  /**
   * @param pid the configuration's, for the log
   * @param classes the context class loader for everything that Flume does
   * @param look how often to look at the configuration's file
   * @param stopLimit how long {@link #close} waits at most
   * @param providers what extensions of sinks there are at a moment
   */
  AgentRunner(
      String pid,
      ClassLoader classes,
      Duration look,
      Duration stopLimit,
      Supplier<Providers> providers) {
    this.pid = pid;
    this.providers = providers;
    this.newest = new NewestConfiguration(pid);
    this.stopLimit = stopLimit;
    this.thread = new AgentThread("flume-agent-" + pid, classes, this::failed);
    thread.every(look, this::look);
    thread.every(RETRY, this::retry);
  }

  /** Nothing of what happens on the agent's thread gets lost. */
  private void failed(Throwable cause) {
    problem = Reason.of(cause);
    LOG.error("Flume agent {} of configuration {}: {}", name, pid, problem, cause);
  }

  /** Puts a configuration in force, if it can be used. */
  void configure(Map<String, ?> configuration) {
    Map<String, ?> copy = Map.copyOf(configuration);
    thread.submit(
        () -> {
          newest.set(copy);
          origin = OriginFile.of(copy);
          load();
        });
  }

  /**
   * Loads the configuration anew and restarts the agent.
   *
   * @return completed once it runs; exceptionally if it doesn't, with the reason
   */
  CompletableFuture<Void> restart() {
    return thread.call(
        () -> {
          load();
          if (problem != null) {
            throw new IllegalStateException(problem);
          }
          if (running == null || !running.hasLaunched()) {
            throw new IllegalStateException("its channels have not started yet");
          }
        });
  }

  /** Restarts a sink; likewise. */
  CompletableFuture<Void> restart(String sink) {
    return onRunning(agent -> agent.restart(sink));
  }

  private CompletableFuture<Void> onRunning(Consumer<RunningAgent> task) {
    return thread.call(
        () -> {
          if (running == null) {
            throw new IllegalStateException(problem == null ? "no agent runs" : problem);
          }
          task.accept(running);
        });
  }

  /** Has a sink load its extensions anew; likewise. */
  CompletableFuture<Void> reload(String sink) {
    return onRunning(agent -> agent.reload(sink));
  }

  /** Sinks take new code of their extensions, if they are to do so by themselves. */
  void extensionsChanged() {
    thread.submit(
        () -> {
          if (running != null && !thread.isClosing()) {
            running.reloadStale();
          }
        });
  }

  /** A configuration that could not be used is tried again: what it lacked may have come. */
  void bundlesChanged() {
    retry = true;
  }

  private void look() {
    origin
        .look(pid)
        .ifPresent(gone -> LOG.warn("Flume agent {} of configuration {}: {}", name, pid, gone));
    if (newest.hasChanged() || (retry && incomplete)) {
      load();
    }
  }

  private void retry() {
    if (running != null) {
      running.retry();
      noteLaunch();
    }
  }

  private void load() {
    if (thread.isClosing()) {
      return;
    }
    retry = false;
    incomplete = true;
    Optional<NewestConfiguration.Loaded> next;
    try {
      next = newest.load();
      if (next.isEmpty() && running != null) {
        throw new AgentConfigurationException(FlumeAgent.NOTHING_YET);
      }
    } catch (AgentConfigurationException e) {
      refuse(e);
      return;
    }
    if (next.isEmpty()) {
      waitForMore();
      return;
    }
    stop(next.get().components().getChannels().values());
    name = next.get().name();
    problem = null;
    start(next.get().components());
  }

  private void waitForMore() {
    if (!FlumeAgent.NOTHING_YET.equals(problem)) {
      LOG.info("Configuration {}: {}, so no Flume agent runs", pid, FlumeAgent.NOTHING_YET);
    }
    problem = FlumeAgent.NOTHING_YET;
    incomplete = false;
  }

  /** A retry that fails like the one before is not told again. */
  private void refuse(AgentConfigurationException e) {
    if (!e.getMessage().equals(problem)) {
      LOG.error(
          "Configuration {} is refused: {}. {}",
          pid,
          e.getMessage(),
          running == null
              ? "No Flume agent runs"
              : "Flume agent " + name + " goes on with the configuration before",
          e.getCause());
    }
    problem = e.getMessage();
  }

  private void start(MaterializedConfiguration next) {
    if (thread.isClosing()) {
      return;
    }
    LOG.info("Flume agent {} starts, as configuration {} has it", name, pid);
    state = FlumeAgent.State.STARTING;
    RunningAgent agent = new RunningAgent(name, next, beans, providers, this::extensionsChanged);
    running = agent;
    try {
      agent.start();
      incomplete = false;
      noteLaunch();
    } catch (RuntimeException | LinkageError e) {
      problem = Reason.of(e);
      LOG.error("Flume agent {} of configuration {} can't start: {}", name, pid, problem, e);
      stop(agent.channels());
    }
  }

  private void noteLaunch() {
    if (running.hasLaunched() && state != FlumeAgent.State.RUNNING) {
      state = FlumeAgent.State.RUNNING;
      listeners.tell();
    }
  }

  AutoCloseable onChange(Runnable listener) {
    return listeners.add(listener);
  }

  /** Stops what runs; what is in the kept channels is not lost with it. */
  private void stop(Collection<Channel> kept) {
    RunningAgent stopping = running;
    if (stopping == null) {
      return;
    }
    LOG.info("Flume agent {} stops", name);
    state = FlumeAgent.State.STOPPING;
    // Never interrupted: a file channel that is interrupted in its work loses its files.
    stopping.stop();
    stopping.forget(kept).forEach(loss -> LOG.warn("Flume agent {}: {}", name, loss));
    running = null;
    state = FlumeAgent.State.WAITING;
    LOG.info("Flume agent {} has stopped", name);
    listeners.tell();
  }

  /** Begins to stop, so that several agents can stop at the same time. Returns at once. */
  void beginClose() {
    thread.beginClose(
        () -> {
          stop(List.of());
          beans.removeAllBut(List.of());
        });
  }

  /** Stops the agent; gives up on it, with an error in the log, when the limit is over. */
  @Override
  public void close() {
    beginClose();
    if (!thread.awaitEnd(stopLimit)) {
      LOG.error(
          "Flume agent {} of configuration {} has not stopped in {}: it is left to itself",
          name,
          pid,
          stopLimit);
    }
  }

  String pid() {
    return pid;
  }

  String name() {
    return name;
  }

  FlumeAgent.State state() {
    return state;
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  List<String> warnings() {
    return Stream.concat(newest.warnings().stream(), origin.warning().stream()).toList();
  }

  List<FlumeAgent.Component> components() {
    RunningAgent current = running;
    return current == null ? List.of() : current.components();
  }

  Map<String, Object> attributes(FlumeAgent.Kind kind, String component) {
    RunningAgent current = running;
    return current == null ? Map.of() : current.attributes(kind, component);
  }

  List<FlumeAgent.Extension> extensions(String sink) {
    RunningAgent current = running;
    return current == null ? List.of() : current.extensions(sink);
  }
}
