package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flume.node.Application;
import org.apache.flume.node.MaterializedConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the agent that a configuration asks for. Everything that Flume does happens on one thread of
 * its own, in order: an agent is never started while the one before it, which may hold its channels
 * and ports, has not stopped.
 *
 * <p>Thread-safe. {@link #configure} and {@link #bundlesChanged} return at once; {@link #close}
 * within its limit, whatever Flume's components do.
 */
final class AgentRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AgentRunner.class);

  private static final String NOTHING = "there is nothing in it yet";

  private final String pid;
  private final Duration stopLimit;
  private final ScheduledThreadPoolExecutor executor;
  private final ScheduledFuture<?> looking;
  private final Interruptible start = new Interruptible();

  // Of the executor's thread alone.
  private Map<String, ?> configuration = Map.of();
  private FileWatch watch = FileWatch.NONE;
  private ConfigurationLoader loader;
  private Application application;

  private volatile boolean closing;
  private volatile boolean retry;
  private volatile String name = "";
  private volatile FlumeAgent.State state = FlumeAgent.State.WAITING;
  private volatile String problem;
  private volatile MaterializedConfiguration running;

  /**
   * @param pid the configuration's, for the log
   * @param classes the context class loader for everything that Flume does
   * @param look how often to look at the configuration's file
   * @param stopLimit how long {@link #close} waits at most
   */
  AgentRunner(String pid, ClassLoader classes, Duration look, Duration stopLimit) {
    this.pid = pid;
    this.stopLimit = stopLimit;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "flume-agent-" + pid);
              thread.setDaemon(true);
              thread.setContextClassLoader(classes);
              return thread;
            });
    this.looking =
        executor.scheduleWithFixedDelay(
            () -> guard(this::look), look.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Puts a configuration in force, if it can be used. */
  void configure(Map<String, ?> newest) {
    Map<String, ?> copy = Map.copyOf(newest);
    submit(
        () ->
            guard(
                () -> {
                  configuration = copy;
                  load();
                }));
  }

  private void submit(Runnable task) {
    synchronized (executor) {
      if (!executor.isShutdown()) {
        executor.execute(task);
      }
    }
  }

  /** A configuration that could not be used is tried again: what it lacked may have come. */
  void bundlesChanged() {
    retry = true;
  }

  private void look() {
    if (watch.hasChanged() || (retry && problem != null)) {
      load();
    }
  }

  private void load() {
    retry = false;
    MaterializedConfiguration next;
    try {
      AgentSettings settings = AgentSettings.parse(configuration);
      watch = settings.file().map(FileWatch::of).orElse(FileWatch.NONE);
      if (settings.isEmpty() && running == null) {
        waitForMore();
        return;
      }
      AgentSettings.Agent agent = settings.agent();
      if (loader == null || !loader.agent().equals(agent.name())) {
        // Not kept before it proved to be good: the one in use has the channels of what runs.
        ConfigurationLoader another = new ConfigurationLoader(agent.name());
        next = another.load(agent.properties());
        loader = another;
      } else {
        next = loader.load(agent.properties());
      }
      name = agent.name();
    } catch (AgentConfigurationException e) {
      refuse(e);
      return;
    }
    problem = null;
    stop();
    start(next);
  }

  private void waitForMore() {
    if (!NOTHING.equals(problem)) {
      LOG.info("Configuration {}: {}, so no Flume agent runs", pid, NOTHING);
    }
    problem = NOTHING;
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
    if (closing) {
      return;
    }
    LOG.info("Flume agent {} starts, as configuration {} has it", name, pid);
    state = FlumeAgent.State.STARTING;
    application = new Application();
    running = next;
    try {
      // Flume waits for its channels without a limit.
      start.run(() -> application.handleConfigurationEvent(next));
      state = FlumeAgent.State.RUNNING;
    } catch (RuntimeException | LinkageError e) {
      problem = Reason.of(e);
      LOG.error("Flume agent {} of configuration {} can't start: {}", name, pid, problem, e);
      stop();
    }
  }

  private void stop() {
    if (application == null) {
      return;
    }
    LOG.info("Flume agent {} stops", name);
    state = FlumeAgent.State.STOPPING;
    Application stopping = application;
    application = null;
    // Never interrupted: a file channel that is interrupted in its work loses its files.
    stopping.stop();
    running = null;
    state = FlumeAgent.State.WAITING;
    LOG.info("Flume agent {} has stopped", name);
  }

  /** Nothing may end the executor's task that looks, or get lost in it. */
  private void guard(Runnable task) {
    if (closing) {
      return;
    }
    try {
      task.run();
    } catch (Throwable t) {
      problem = Reason.of(t);
      LOG.error("Flume agent {} of configuration {}: {}", name, pid, problem, t);
    }
  }

  /** Begins to stop, so that several agents can stop at the same time. Returns at once. */
  void beginClose() {
    closing = true;
    start.interrupt();
    synchronized (executor) {
      looking.cancel(false);
      submit(this::stop);
      executor.shutdown();
    }
  }

  /** Stops the agent; gives up on it, with an error in the log, when the limit is over. */
  @Override
  public void close() {
    beginClose();
    boolean stopped = false;
    try {
      stopped = executor.awaitTermination(stopLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!stopped) {
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

  List<FlumeAgent.Sink> sinks() {
    MaterializedConfiguration current = running;
    return current == null ? List.of() : AgentSinks.describe(current);
  }
}
